# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner in trouble while somebody asks for a case: the keypad is always there, and the code works once it can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Home, NumberEntry, Working
from offline_cache.number import make_number
from tests.citizen import Citizen

TOLD_WITHIN = 3.0
"""Seconds from the fault to the page that tells of it."""
NUMBER = make_number("4452-0137", 761990, 18)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Stands in front of the page that asks for the number."""
    citizen = Citizen(stage.places.socket)
    citizen.expect(Home)
    citizen.press("OPEN", "case-progress")
    citizen.expect(NumberEntry, lambda page: page.scan)
    yield citizen
    stage.devices["scanner"].do("heal")
    citizen.press("LEAVE")
    citizen.expect(Home)
    citizen.close()


def goes_on(stage: Stage, citizen: Citizen) -> None:
    """The number is looked up; the platform knows no such case and says so."""
    for _ in range(3):  # as people do: a code that was shown too early is shown again
        stage.devices["scanner"].do(f"show {NUMBER}")
        with suppress(AssertionError):
            citizen.expect(Working, within=3)
            break
    else:
        pytest.fail("the code was not taken")
    page = citizen.expect(NumberEntry)
    assert page.problem == Failures.CASE_UNKNOWN.words


def test_a_receipt_is_scanned(stage: Stage, citizen: Citizen) -> None:
    """People would have to type twenty digits."""
    goes_on(stage, citizen)


def test_unplugged_while_waiting(stage: Stage, citizen: Citizen) -> None:
    """The page would ask for a code that nothing can see."""
    stage.devices["scanner"].do("unplug")
    citizen.expect(NumberEntry, lambda page: not page.scan, within=TOLD_WITHIN)
    stage.devices["scanner"].do("plug")
    citizen.expect(NumberEntry, lambda page: page.scan, within=TOLD_WITHIN)
    goes_on(stage, citizen)


def test_a_damaged_code(stage: Stage, citizen: Citizen) -> None:
    """Half a code would be looked up, or the page would say nothing."""
    stage.devices["scanner"].do("send FF00FF0D")
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None, within=TOLD_WITHIN)
    assert page.problem == Failures.CODE_WRONG.words
    goes_on(stage, citizen)


def test_a_code_of_something_else(stage: Stage, citizen: Citizen) -> None:
    """A web address would be opened, or sent to the platform."""
    stage.devices["scanner"].do("show https://example.invalid/?n=44520137604912000183")
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None, within=TOLD_WITHIN)
    assert page.problem == Failures.CODE_WRONG.words
    goes_on(stage, citizen)


def test_a_silent_scanner_leaves_the_keypad(stage: Stage, citizen: Citizen) -> None:
    """A scanner that hangs looks like one that nobody uses; typing must do."""
    stage.devices["scanner"].do("silence on")
    citizen.press("ENTER", NUMBER)
    citizen.expect(Working)
    assert citizen.expect(NumberEntry).problem == Failures.CASE_UNKNOWN.words
