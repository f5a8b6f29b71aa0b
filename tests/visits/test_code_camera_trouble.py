# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera in the scanner's place, in trouble in mid-visit: the keypad is always there, the code once it can see."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator

import pytest

from drivers.camera.emulator import HttpCamera, Lens
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import NumberEntry, Working
from offline_cache.number import Series
from tests.citizen import PATIENCE, Citizen, visit
from tests.faults.code_camera_bench import desk

SHOWN_AGAIN_AFTER = 2.5
"""Seconds after which people show a code again; what lay there when the camera began to look is nobody's."""

_SHOWINGS = itertools.count(1)


@pytest.fixture(scope="module")
def camera() -> Iterator[HttpCamera]:
    """A network camera above an empty desk, not plugged in when the terminal starts."""
    with HttpCamera() as camera:
        camera.scene.show(desk())
        camera.unplug()
        yield camera


@pytest.fixture(scope="module")
def stage(camera: HttpCamera, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        written = stage.terminal_file.read_text(encoding="utf-8")
        own = f'[devices.scanner]\ndriver = "camera"\nsource = "{camera.url}"\nwidth = 640\nheight = 480\n\n'
        written, replaced = re.subn(r"\[devices\.scanner\]\n[^\[]*", own, written)
        assert replaced == 1
        stage.terminal_file.write_text(written, encoding="utf-8")
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage, camera: HttpCamera) -> Iterator[Citizen]:
    """Stands in front of the page that asks for the number, whatever the camera does."""
    with visit(stage.places.socket) as citizen:
        citizen.press("OPEN", "case-progress")
        citizen.expect(NumberEntry)
        yield citizen
        camera.scene.happen(Lens.CLEAR)
        camera.silence(on=False)
        camera.plug()


def number() -> str:
    """A case's that nobody has handed in, and each time another's."""
    return Series("4452-0137", 761990).number(next(_SHOWINGS))


def types(citizen: Citizen) -> None:
    citizen.press("ENTER", number())
    citizen.expect(Working)
    assert citizen.expect(NumberEntry).problem == Failures.CASE_UNKNOWN.words


def goes_on(camera: HttpCamera, citizen: Citizen) -> None:
    """A receipt is held before the camera, until it is read."""
    deadline = time.monotonic() + PATIENCE
    while True:
        camera.scene.show(desk())
        camera.scene.show(desk(number()))
        try:
            citizen.expect(Working, within=SHOWN_AGAIN_AFTER)
            break
        except AssertionError:
            if time.monotonic() > deadline:
                raise
    camera.scene.show(desk())
    assert citizen.expect(NumberEntry).problem == Failures.CASE_UNKNOWN.words


def test_absent_when_the_terminal_starts(camera: HttpCamera, citizen: Citizen) -> None:
    """The page would ask for a code that nothing can see; plugged in, the camera would wait for the next restart."""
    citizen.expect(NumberEntry, lambda page: not page.scan)
    types(citizen)
    camera.plug()
    citizen.expect(NumberEntry, lambda page: page.scan)
    goes_on(camera, citizen)


def test_unplugged_while_waiting_and_back_again(camera: HttpCamera, citizen: Citizen) -> None:
    """A loose plug would cost everybody behind it the scanning, until somebody restarts the terminal."""
    citizen.expect(NumberEntry, lambda page: page.scan)
    camera.unplug()
    citizen.expect(NumberEntry, lambda page: not page.scan)
    types(citizen)
    camera.plug()
    citizen.expect(NumberEntry, lambda page: page.scan)
    goes_on(camera, citizen)


def test_a_frozen_picture(camera: HttpCamera, citizen: Citizen) -> None:
    """People would hold their receipts to a picture of yesterday, and nobody say so."""
    citizen.expect(NumberEntry, lambda page: page.scan)
    camera.scene.happen(Lens.FROZEN)
    citizen.expect(NumberEntry, lambda page: not page.scan)
    types(citizen)
    camera.scene.happen(Lens.CLEAR)
    citizen.expect(NumberEntry, lambda page: page.scan)
    goes_on(camera, citizen)


def test_silent(camera: HttpCamera, citizen: Citizen) -> None:
    """A camera that hangs looks like one before which nobody holds anything."""
    citizen.expect(NumberEntry, lambda page: page.scan)
    camera.silence(on=True)
    citizen.expect(NumberEntry, lambda page: not page.scan)
    types(citizen)
    camera.silence(on=False)
    citizen.expect(NumberEntry, lambda page: page.scan)
    goes_on(camera, citizen)


def test_a_covered_lens(camera: HttpCamera, citizen: Citizen) -> None:
    """A sticker on the lens would end the visit, though typing would do."""
    citizen.expect(NumberEntry, lambda page: page.scan)
    camera.scene.happen(Lens.COVERED)
    types(citizen)
    camera.scene.happen(Lens.CLEAR)
    goes_on(camera, citizen)
