# SPDX-License-Identifier: GPL-3.0-or-later
"""Guide lights on an emulated relay board: what a visit sees of them when nothing fails."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.attachment import Pace
from drivers.contract import ConfigurationError, DeviceState
from drivers.lights import Colour, Light, Pattern, Place
from drivers.lights.coils import NAMES, lamps, next_change, runs, states
from drivers.lights.emulator import READ_COILS, WRITE_COIL, WRITE_COILS, RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import CABLES, PLACES, asked, board_on, lights_at, play

LAMPS = lamps(PLACES)


@pytest.mark.parametrize("cable", CABLES)
def test_a_lamp_shows_the_way(cable: str, tmp_path: Path) -> None:
    """The citizen would look for the slot that takes the card."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        assert lights.status.state is DeviceState.ONLINE
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert board.lit == {0}
        await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
        await lights.show(Place.CARD_READER, Pattern.OFF)
        assert board.lit == {3}
        assert lights.shown == {Place.SCANNER: Light(Pattern.CONTINUOUS)}
        await lights.all_off()
        assert board.lit == set()
        assert lights.shown == {}

    play(scenario, board_on(cable, tmp_path))


def test_colours() -> None:
    """A terminal out of service would shine green from afar."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.STATUS, Pattern.CONTINUOUS, Colour.RED)
        assert board.lit == {5}
        await lights.show(Place.STATUS, Pattern.CONTINUOUS, Colour.GREEN)
        assert board.lit == {4}
        await lights.show(Place.STATUS, Pattern.CONTINUOUS, Colour.BLUE)
        assert board.lit == {4}
        assert lights.places[Place.STATUS] == (Colour.GREEN, Colour.RED)
        assert lights.places[Place.CARD_READER] == ()

    play(scenario, RelayBoard.on_tcp())


def test_a_place_without_a_lamp_is_passed_over() -> None:
    """A visit would end at a terminal that lacks one lamp."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.CAMERA, Pattern.QUICK)
        assert lights.shown == {}

    play(scenario, RelayBoard.on_tcp())


def test_lamps_are_dark_before_and_after() -> None:
    """The lamp of the visit before would send the next citizen to the wrong slot."""
    with RelayBoard.on_tcp() as board:
        board.switch_by_hand(1, on=True)
        board.switch_by_hand(2, on=True)

        async def scenario() -> None:
            lights = lights_at(board.url)
            await lights.start()
            assert board.lit == {2}
            await lights.show(Place.CARD_READER, Pattern.QUICK)
            await lights.close()
            assert board.lit == {2}
            assert lights.shown is None
            assert lights.status.state is DeviceState.UNKNOWN

        asyncio.run(scenario())


def test_a_relay_that_is_not_a_lamp_is_never_switched() -> None:
    """A lamp would open the door beside it."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        for place in lights.places:
            await lights.show(place, Pattern.CONTINUOUS)
        await lights.all_off()
        assert {coil for coil, _ in board.switched} == {0, 1, 3, 4}

    play(scenario, RelayBoard.on_tcp())


def test_a_lamp_flashes_by_itself() -> None:
    """The lamp beside a slot would not catch the eye, or would need somebody to switch it."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.CARD_READER, Pattern.QUICK)
        assert board.lit == {0}
        began = len(board.switched)
        await asyncio.to_thread(board.wait_until, lambda board: len(board.switched) >= began + 3)
        assert [on for _, on in board.switched][began : began + 3] == [False, True, False]
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert board.lit == {0}

    # Nothing but flashing lets the driver act within a minute.
    play(scenario, RelayBoard.on_tcp(), pace=Pace(look=60))


def test_lamps_that_do_not_change_cost_no_commands() -> None:
    """Relays would wear out, and a shared line would be full."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        written = board.count(WRITE_COIL) + board.count(WRITE_COILS)
        for _ in range(3):
            await asked(board, READ_COILS)
        assert board.count(WRITE_COIL) + board.count(WRITE_COILS) == written

    play(scenario, RelayBoard.on_tcp())


def test_settings_that_contradict_each_other() -> None:
    """A slip in the settings would light two places at once."""
    with pytest.raises(ConfigurationError, match="one coil"):
        lamps({"card_reader": 1, "scanner": 1})
    with pytest.raises(ConfigurationError, match="status"):
        lamps({"status": 1, "status_red": 2})


def test_a_terminal_names_every_place() -> None:
    """A lamp could not be configured."""
    assert {place.value for place in Place} <= set(NAMES)
    assert NAMES["document_camera_white"] == (Place.DOCUMENT_CAMERA, Colour.WHITE)


_SHOWN = st.dictionaries(
    st.sampled_from(sorted(LAMPS)),
    st.builds(
        Light, st.sampled_from([p for p in Pattern if p is not Pattern.OFF]), st.none() | st.sampled_from(Colour)
    ),
)


@given(_SHOWN, st.integers(0, 64_000).map(lambda ticks: ticks / 64))
@settings(max_examples=100)
def test_nothing_changes_before_the_next_change(shown: dict[Place, Light], seconds: float) -> None:
    """Lamps would stumble instead of flashing."""
    wait = next_change(shown, seconds)
    if wait is None:
        assert states(LAMPS, shown, seconds) == states(LAMPS, shown, seconds + 0.7)
    else:
        assert 0 < wait <= 1
        assert states(LAMPS, shown, seconds) == states(LAMPS, shown, seconds + wait * 0.99)


@pytest.mark.parametrize(("pattern", "flashes"), [(Pattern.SLOW, 0.5), (Pattern.MEDIUM, 1), (Pattern.QUICK, 2)])
def test_flashes_in_a_second(pattern: Pattern, flashes: float) -> None:
    """Above three flashes in a second a lamp can bring on a fit."""
    shown = {Place.CARD_READER: Light(pattern)}
    seen = [states(LAMPS, shown, tenth / 100)[0] for tenth in range(1000)]
    assert sum(not before and after for before, after in pairwise([False, *seen])) == flashes * 10


@given(st.dictionaries(st.integers(0, 40), st.booleans()))
@settings(max_examples=100)
def test_runs_switch_what_they_shall_and_nothing_else(coils: dict[int, bool]) -> None:
    """A command for several lamps at once would switch a relay between them."""
    switched = {run.first + place: on for run in runs(coils) for place, on in enumerate(run.states)}
    assert switched == coils
