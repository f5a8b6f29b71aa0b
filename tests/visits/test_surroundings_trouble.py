# SPDX-License-Identifier: GPL-3.0-or-later
"""Lamps, the person sensor and the power in trouble in mid-visit: none may end it, and each does its work again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Choice, Home, PlaceCard, StillThere, TakeCard
from tests.citizen import PATIENCE, Citizen, go_to_card, visit


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    with visit(stage.places.socket) as citizen:
        yield citizen
        stage.reader.lift()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def goes_on(stage: Stage, citizen: Citizen) -> None:
    stage.reader.insert(CHEN_GUIYING)
    citizen.expect(TakeCard)
    citizen.expect(Choice)


def lamp(stage: Stage, name: str) -> bool:
    lamps = stage.devices["guide_lights"].facts["lamps"]
    assert isinstance(lamps, dict)
    return bool(lamps[name])


@pytest.mark.parametrize("trouble", ["unplug", "silence on", "restart"])
def test_lamps_in_trouble(trouble: str, stage: Stage, citizen: Citizen) -> None:
    """A relay board of a few yuan would stop the whole terminal."""
    lights = stage.devices["guide_lights"]
    go_to_card(citizen)
    until(lambda: lamp(stage, "id_reader"))
    lights.do(trouble)
    lights.do("plug")
    lights.do("heal")
    until(lambda: lamp(stage, "id_reader"))
    goes_on(stage, citizen)
    until(lambda: not lamp(stage, "id_reader"))


@pytest.mark.parametrize("trouble", ["unplug", "silence on"])
def test_a_sensor_that_cannot_be_read_sends_nobody_away(trouble: str, stage: Stage, citizen: Citizen) -> None:
    """Whoever stands there would be asked again and again whether they are."""
    sensor = stage.devices["presence"]
    go_to_card(citizen)
    sensor.do(trouble)
    goes_on(stage, citizen)
    assert not isinstance(citizen.show and citizen.show.screen, StillThere)
    sensor.do("plug")
    sensor.do("heal")


def test_somebody_walks_away(stage: Stage, citizen: Citizen) -> None:
    """What they have left on the screen would stand there for a minute."""
    go_to_card(citizen)
    stage.devices["presence"].do("go")
    citizen.expect(StillThere)
    stage.devices["presence"].do("come")
    citizen.press("STAY")
    citizen.expect(PlaceCard)


def test_the_power_goes_in_mid_visit(stage: Stage, citizen: Citizen) -> None:
    """Whoever is there would be thrown out, or the next one begin what the battery cannot end."""
    ups = stage.devices["ups"]
    go_to_card(citizen)
    ups.do("mains off")
    goes_on(stage, citizen)
    citizen.press("LEAVE")
    told = Failures.ON_BATTERY.value.title
    home = citizen.expect(Home, lambda page: page.tiles[0].why_not == told)
    assert home.notices[0] == Failures.ON_BATTERY.words
    citizen.press("OPEN", "report-12345")
    ups.do("mains on")
    citizen.expect(Home, lambda page: page.tiles[0].why_not is None)


def test_a_supply_that_falls_silent_changes_nothing(stage: Stage, citizen: Citizen) -> None:
    """A technician restarts upsd, and a village is told that the power is out."""
    ups = stage.devices["ups"]
    ups.do("unplug")
    go_to_card(citizen)
    goes_on(stage, citizen)
    ups.do("plug")
