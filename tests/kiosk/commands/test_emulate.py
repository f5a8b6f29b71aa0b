# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, no device can be tried without hardware, and training ends at the first line that does nothing."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from drivers.travel_document.invented import PASSPORT
from kiosk import readouts
from kiosk.commands import device as command
from kiosk.demo.emulators import emulated
from tests.kiosk.commands.emulated_lines import STEPS
from tests.kiosk.commands.emulation import Bridge, Emulation, Technician
from tests.kiosk.commands.test_device import Application
from tests.pcsc_site import Site


@pytest.fixture
def technician(
    tmp_path: Path, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, str], Technician]:
    """Make a technician who has a device's name and its section of terminal.toml."""
    monkeypatch.setattr(command, "QGuiApplication", Application)
    monkeypatch.setattr(command, "READ_WITHIN", 5.0)
    monkeypatch.setattr(readouts, "LAMP_SHINES", 0.05)
    return lambda name, toml: Technician(tmp_path, name, toml, capsys)


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    """Where an emulator is to stand: cards need a real PC/SC service with a virtual reader."""
    if request.param not in {"social_card", "travel_document"}:
        yield ()
        return
    with Site() as site, Bridge(site.dial) as bridge:
        yield ("--port", str(bridge.port))


@pytest.mark.parametrize(("port", "name"), [(name, name) for name in STEPS], indirect=["port"], ids=STEPS)
def test_every_line_does_what_it_says(
    name: str,
    port: tuple[str, ...],
    technician: Callable[[str, str], Technician],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lost: a trouble that was to be shown is not there, or `kiosk device` misjudges it."""
    steps = STEPS[name]
    assert {step.line.split()[0] for step in steps} == {verb.name for verb in emulated(name).verbs}
    with Emulation(name, *port) as emulation:
        at = technician(name, emulation.toml)
        for step in steps:
            emulation.do(step.line.format(picture=picture(tmp_path)))
            facts = emulation.facts
            assert within(facts, step.facts), (step.line, facts)
            if step.status is not None:
                status = at.ask("status")
                assert within(status, step.status), (step.line, status)
            if step.read is not None:
                monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPORT.zone}\n\n"))
                with shown_again_and_again(emulation, wanted=name == "scanner" and step.read["ok"]):
                    read = at.ask("read")
                assert within(read, step.read), (step.line, read)
            if step.printed is not None:
                printed = at.ask("print")
                assert within(printed, step.printed), (step.line, printed)


def within(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Return whether everything wanted is there, in tables of tables too."""
    return all(
        within(found[key], value) if isinstance(value, dict) else found.get(key) == value
        for key, value in wanted.items()
    )


def picture(folder: Path) -> Path:
    """Return something to look at."""
    path = folder / "stripes.png"
    stripes = np.zeros((480, 640, 3), np.uint8)
    stripes[:, ::8] = 220
    cv2.imwrite(str(path), stripes)
    return path


@contextmanager
def shown_again_and_again(emulation: Emulation, *, wanted: bool) -> Iterator[None]:
    """Hold code after code before the scanner: one that was shown before anybody asked is nobody's."""
    over = threading.Event()

    def show() -> None:
        number = 0
        while not over.wait(0.4):
            number += 1
            emulation.do(f"show 4452022032012600{number:04}")

    hand = threading.Thread(target=show)
    if wanted:
        hand.start()
    yield
    over.set()
    if wanted:
        hand.join()
