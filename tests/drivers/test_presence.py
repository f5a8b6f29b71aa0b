# SPDX-License-Identifier: GPL-3.0-or-later
"""A person in front of an emulated sensor: what the terminal notices when nothing fails."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.contract import DeviceState
from drivers.lights import Pattern, Place
from drivers.lights.emulator import RelayBoard
from drivers.presence import Presence, PresenceSensor
from drivers.presence.debounce import Debouncer, Settling
from tests.faults.lights_bench import CABLES, board_on, lights_at
from tests.faults.presence_bench import INPUT, becomes, play, sensor_at


@pytest.mark.parametrize("cable", CABLES)
def test_somebody_comes_and_goes(cable: str, tmp_path: Path) -> None:
    """The screen would stay dark before a person, or show one's data to the next."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        heard: list[Presence] = []
        unsubscribe = sensor.watch(heard.append)
        await becomes(sensor, Presence.GONE)
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        board.contact(INPUT, closed=False)
        await becomes(sensor, Presence.GONE)
        assert heard[-2:] == [Presence.NEAR, Presence.GONE]
        unsubscribe()
        unsubscribe()
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        assert heard[-1] is Presence.GONE

    play(scenario, board_on(cable, tmp_path))


def test_a_contact_that_opens_for_a_person() -> None:
    """With an alarm sensor everybody would be taken for nobody."""

    async def scenario() -> None:
        with RelayBoard.on_tcp() as board:
            sensor = sensor_at(board.url, near_when_closed=False)
            await sensor.start()
            await becomes(sensor, Presence.NEAR)
            board.contact(INPUT, closed=True)
            await becomes(sensor, Presence.GONE)
            await sensor.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("cable", CABLES)
def test_lamps_and_sensor_on_one_board(cable: str, tmp_path: Path) -> None:
    """Whichever driver came second would find the port taken, and its device would count as lost."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        lights = lights_at(board.url)
        await lights.start()
        assert lights.status.state is DeviceState.ONLINE
        for _ in range(3):
            await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
            board.contact(INPUT, closed=True)
            await becomes(sensor, Presence.NEAR)
            await lights.all_off()
            board.contact(INPUT, closed=False)
            await becomes(sensor, Presence.GONE)
        await lights.close()
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)

    play(scenario, board_on(cable, tmp_path))


def test_closed_it_knows_nothing() -> None:
    """A sensor that nobody reads would say that nobody is there."""
    with RelayBoard.on_tcp() as board:

        async def scenario() -> None:
            sensor = sensor_at(board.url)
            assert sensor.presence is Presence.UNKNOWN
            await sensor.start()
            await becomes(sensor, Presence.GONE)
            await sensor.close()
            assert sensor.presence is Presence.UNKNOWN

        asyncio.run(scenario())


def _judge(*looks: tuple[float, bool]) -> list[Presence]:
    debouncer = Debouncer(Settling(near=0.3, gone=3))
    return [debouncer.look(near=near, seconds=seconds) for seconds, near in looks]


def test_passing_by_wakes_nothing() -> None:
    """The terminal would talk to everybody who walks along the corridor."""
    passing = _judge((0, False), (3, False), (4, True), (4.2, True), (4.4, False))
    assert passing[1:] == [Presence.GONE] * 4


def test_standing_still_is_not_going() -> None:
    """A visit would be ended under the eyes of the person who reads a page."""
    still = _judge((0, True), (0.3, True), (1, False), (3.9, False), (4, True), (4.1, False), (7, False), (7.1, False))
    assert still[1:-1] == [Presence.NEAR] * 6
    assert still[-1] is Presence.GONE


@given(st.lists(st.tuples(st.floats(0, 2), st.booleans()), max_size=30))
@settings(max_examples=150)
def test_nothing_is_believed_that_was_not_steady(looks: list[tuple[float, bool]]) -> None:
    """A chattering contact would wake the terminal, or end a visit."""
    debouncer, time, before = Debouncer(Settling(near=0.3, gone=3)), 0.0, Presence.UNKNOWN
    history: list[tuple[float, bool]] = []
    for pause, near in looks:
        time += pause
        history.append((time, near))
        now = debouncer.look(near=near, seconds=time)
        if now is not before:
            assert now is (Presence.NEAR if near else Presence.GONE)
            steady = 0.3 if near else 3
            assert any(then <= time - steady for then, _ in history)
            assert all(seen is near for then, seen in history if then > time - steady)
        before = now
