# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner in trouble while somebody asks for a case: the keypad is always there, and the code works once it can."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import NumberEntry, Working
from offline_cache.number import Series
from tests.citizen import PATIENCE, Citizen, S, visit

SHOWN_AGAIN_AFTER = 0.5
"""Seconds after which people show a code again."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Stands in front of the page that asks for the number."""
    with visit(stage.places.socket) as citizen:
        citizen.press("OPEN", "case-progress")
        citizen.expect(NumberEntry, lambda page: page.scan)
        yield citizen
        stage.devices["scanner"].do("heal")


def number(sequence: int) -> str:
    return Series("4452-0137", 761990).number(sequence)


def held_before(
    stage: Stage, citizen: Citizen, line: Callable[[int], str], page: type[S], when: Callable[[S], bool]
) -> S:
    """Return the page that follows a code, shown again as people do when it came before the scanner listened.

    Each time it is another one: the same one, shown again at once, would count as lying there still.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        stage.devices["scanner"].do(line(next(_SHOWINGS)))
        try:
            return citizen.expect(page, when, within=SHOWN_AGAIN_AFTER)
        except AssertionError:
            if time.monotonic() > deadline:
                raise


_SHOWINGS = itertools.count(1)


def goes_on(stage: Stage, citizen: Citizen) -> None:
    """The number is looked up; the platform knows no such case and says so."""
    held_before(stage, citizen, lambda showing: f"show {number(showing)}", Working, lambda _: True)
    page = citizen.expect(NumberEntry)
    assert page.problem == Failures.CASE_UNKNOWN.words


def test_a_receipt_is_scanned(stage: Stage, citizen: Citizen) -> None:
    """People would have to type twenty digits."""
    goes_on(stage, citizen)


def test_unplugged_while_waiting(stage: Stage, citizen: Citizen) -> None:
    """The page would ask for a code that nothing can see."""
    stage.devices["scanner"].do("unplug")
    citizen.expect(NumberEntry, lambda page: not page.scan)
    stage.devices["scanner"].do("plug")
    citizen.expect(NumberEntry, lambda page: page.scan)
    goes_on(stage, citizen)


def test_a_damaged_code(stage: Stage, citizen: Citizen) -> None:
    """Half a code would be looked up, or the page would say nothing."""
    page = held_before(
        stage, citizen, lambda showing: f"send FF{showing:04X}FF0D", NumberEntry, lambda page: page.problem is not None
    )
    assert page.problem == Failures.CODE_WRONG.words
    goes_on(stage, citizen)


def test_a_code_of_something_else(stage: Stage, citizen: Citizen) -> None:
    """A web address would be opened, or sent to the platform."""
    page = held_before(
        stage,
        citizen,
        lambda showing: f"show https://example.invalid/?n={number(showing)}",
        NumberEntry,
        lambda page: page.problem is not None,
    )
    assert page.problem == Failures.CODE_WRONG.words
    goes_on(stage, citizen)


def test_a_silent_scanner_leaves_the_keypad(stage: Stage, citizen: Citizen) -> None:
    """A scanner that hangs looks like one that nobody uses; typing must do."""
    stage.devices["scanner"].do("silence on")
    citizen.press("ENTER", number(9999))
    citizen.expect(Working)
    assert citizen.expect(NumberEntry).problem == Failures.CASE_UNKNOWN.words
