# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.id_reader import CardUnreadable, IdReader, ReaderBroken
from drivers.id_reader.emulator import FIND, READ, RESET, SELECT, STATUS, Emulator
from drivers.id_reader.invented import CHEN_GUIYING, PHOTO
from tests.faults.id_reader_bench import CABLES, emulator_on, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_the_cards_own_status_is_not_judged(cable: str, tmp_path: Path) -> None:
    """Good cards would be refused because SW1 and SW2, which are the card's own, are not zero."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.card_status(b"\x6a\x82")
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize("command", [SELECT, READ])
@pytest.mark.parametrize("verdict", [0x31, 0x32, 0x33, 0x3F, 0x40, 0x41, 0x47, 0x81, 0x24, 0x99])
def test_a_card_that_fails_can_be_put_back(command: bytes, verdict: int) -> None:
    """A card badly placed would end the visit instead of being lifted and put back."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        emulator.refuse(command, verdict)
        with pytest.raises(CardUnreadable) as unreadable:
            await reader.read(timeout=PATIENCE)
        assert unreadable.value.action is Action.CLEAR
        assert unreadable.value.code == (verdict if command is READ else 0x81)
        assert reader.status.usable
        emulator.refuse(command, None)
        emulator.insert(CHEN_GUIYING)
        assert await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp())


@pytest.mark.parametrize("cable", CABLES)
def test_a_card_on_its_way_in_gets_a_second_chance(cable: str, tmp_path: Path) -> None:
    """Every second citizen would have to lift a card that was only not lying still yet."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.refuse(SELECT, 0x81)
        emulator.insert(CHEN_GUIYING)
        assert await reader.read(timeout=PATIENCE, on_found=lambda: emulator.refuse(SELECT, None))

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize("verdict", [0x60, 0x66])
@pytest.mark.parametrize("cable", CABLES)
def test_a_module_that_says_it_is_broken(cable: str, verdict: int, tmp_path: Path) -> None:
    """The technician would look for a cable while the security module is what failed."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.refuse(STATUS, verdict)
        emulator.refuse(FIND, verdict)
        with pytest.raises(ReaderBroken) as broken:
            await reader.read(timeout=PATIENCE)
        assert broken.value.code == verdict
        assert (await until(reader, DeviceState.HARDWARE_ERROR)).action is Action.MAINTENANCE
        while not emulator.count(RESET):
            await asyncio.to_thread(emulator.wait_for, STATUS)
        emulator.refuse(STATUS, None)
        emulator.refuse(FIND, None)
        await until(reader, DeviceState.ONLINE)

    play(scenario, emulator_on(cable, tmp_path))


def test_a_search_that_makes_no_sense_ends() -> None:
    """A reader of another protocol would be asked for ever."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.refuse(FIND, 0x21)
        with pytest.raises(ReaderBroken):
            await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp())


@dataclass(frozen=True)
class _Content:
    block: bytes
    photo: bytes = PHOTO
    fingerprints: bytes = b""
    newest_address: str = ""

    def text(self) -> bytes:
        return self.block


@pytest.mark.parametrize(
    "block",
    [
        b"",
        bytes(256),
        b"\xff" * 256,
        b" \0" * 128,
        b"\x00\xd8" * 128,
        CHEN_GUIYING.text()[:250],
        CHEN_GUIYING.text().replace("19580312".encode("utf-16-le"), "19581332".encode("utf-16-le"), 1),
    ],
)
def test_a_text_that_is_no_cards(block: bytes) -> None:
    """A damaged chip would crash the visit, or put rubbish on a receipt."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(_Content(block))
        with pytest.raises(CardUnreadable) as unreadable:
            await reader.read(timeout=PATIENCE)
        assert unreadable.value.code is None
        assert "1958" not in str(unreadable.value)

    play(scenario, Emulator.on_tcp())
