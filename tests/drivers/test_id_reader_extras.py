# SPDX-License-Identifier: GPL-3.0-or-later
"""What not every module knows: the newest address, and fingerprints. Without them everything else must still work."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import CardUnreadable, Delays, Finger, IdReader, ReaderSilent
from drivers.id_reader.emulator import FIND, NEWEST_ADDRESS, READ, READ_WITH_FINGERPRINTS, SELECT, Emulator
from drivers.id_reader.invented import (
    ALEXANDRA,
    AYIGULI,
    CHEN_GUIYING,
    FANG_YAN,
    HE_YANGLI,
    JULIET,
    LIN_ZHIYUAN,
    InventedCard,
)
from tests.faults.id_reader_bench import CABLES, QUICK, emulator_on, play
from tests.faults.waiting import PATIENCE, until

SHORT = replace(QUICK, answer=0.1, read_answer=0.15)


@pytest.mark.parametrize("cable", CABLES)
def test_where_a_citizen_lives_now(cable: str, tmp_path: Path) -> None:
    """A letter would go to a house that the citizen left years ago."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(FANG_YAN)
        moved = await reader.read(timeout=PATIENCE)
        assert moved.newest_address == moved.current_address == "广东省揭阳市揭东区演示镇样例路66号2栋501房"
        assert moved.address == FANG_YAN.address
        emulator.insert(LIN_ZHIYUAN)
        stayed = await reader.read(timeout=PATIENCE)
        assert (stayed.newest_address, stayed.current_address) == ("", LIN_ZHIYUAN.address)
        assert reader.capabilities.newest_address is True

    play(scenario, emulator_on(cable, tmp_path))


def test_cards_without_an_address_are_not_asked_for_one() -> None:
    """Foreigners would wait for a question that their cards cannot answer."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        for card in (ALEXANDRA, JULIET):
            emulator.insert(card)
            assert (await reader.read(timeout=PATIENCE)).newest_address is None
        assert emulator.count(NEWEST_ADDRESS) == 0
        emulator.insert(HE_YANGLI)
        assert (await reader.read(timeout=PATIENCE)).newest_address == ""

    play(scenario, Emulator.on_tcp())


@pytest.mark.parametrize("verdict", [0x21, 0x23, 0x24])
def test_a_module_that_refuses_to_tell_the_newest_address(verdict: int) -> None:
    """Older modules would read no card any more."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.refuse(NEWEST_ADDRESS, verdict)
        for person in (FANG_YAN, LIN_ZHIYUAN):
            emulator.insert(person)
            card = await reader.read(timeout=PATIENCE)
            assert (card.newest_address, card.current_address) == (None, person.address)
        assert emulator.count(NEWEST_ADDRESS) == 1
        assert reader.capabilities.newest_address is False

    play(scenario, Emulator.on_tcp())


def test_a_module_that_is_mute_about_the_newest_address() -> None:
    """Each citizen would wait for an answer that never comes."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.ignore(NEWEST_ADDRESS)
        for _ in range(4):
            emulator.insert(FANG_YAN)
            assert (await reader.read(timeout=PATIENCE)).newest_address is None
            assert reader.status.usable
        assert emulator.count(NEWEST_ADDRESS) == 2
        emulator.unplug()
        await until(reader, DeviceState.NO_DEVICE)
        emulator.ignore()
        emulator.plug()  # perhaps another reader
        await until(reader, DeviceState.ONLINE)
        emulator.insert(FANG_YAN)
        assert (await reader.read(timeout=PATIENCE)).newest_address == FANG_YAN.newest_address

    play(scenario, Emulator.on_tcp(), delays=SHORT)


@pytest.mark.parametrize("fault", ["lifted", "damaged", "broken", "unplugged", "no text"])
def test_a_card_that_has_been_read_is_not_lost_again(fault: str) -> None:
    """A citizen who is quick to lift the card would have to lay it down a second time."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        if fault == "lifted":
            emulator.refuse(NEWEST_ADDRESS, 0x41)
        elif fault == "damaged":
            emulator.damage(1, of=NEWEST_ADDRESS)
        elif fault == "broken":
            emulator.refuse(NEWEST_ADDRESS, 0x60)
        elif fault == "unplugged":
            emulator.ignore(NEWEST_ADDRESS)
            asyncio.get_running_loop().run_in_executor(None, _unplug_at, emulator)
        person = replace(FANG_YAN, newest_address="\x01") if fault == "no text" else FANG_YAN
        emulator.insert(person)
        card = await reader.read(timeout=PATIENCE)
        assert (card.number, card.newest_address) == (FANG_YAN.number, None)

    play(scenario, Emulator.on_tcp(), delays=SHORT if fault != "unplugged" else QUICK)


def _unplug_at(emulator: Emulator) -> None:
    emulator.wait_for(NEWEST_ADDRESS)
    emulator.unplug()


@pytest.mark.parametrize(
    ("person", "fingers"),
    [
        (LIN_ZHIYUAN, []),
        (AYIGULI, [Finger.LEFT_UNCERTAIN]),
        (FANG_YAN, [Finger.RIGHT_THUMB, Finger.LEFT_INDEX]),
    ],
)
@pytest.mark.parametrize("cable", CABLES)
def test_fingerprints(cable: str, person: InventedCard, fingers: list[Finger], tmp_path: Path) -> None:
    """Exit-entry services could not compare a citizen's finger with the card."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(person)
        card = await reader.read(timeout=PATIENCE, fingerprints=True)
        assert card.number == person.number
        assert card.photo == person.photo
        assert card.fingerprints is not None
        assert [fingerprint.finger for fingerprint in card.fingerprints] == fingers
        assert b"".join(fingerprint.template for fingerprint in card.fingerprints) == person.fingerprints
        assert repr(card) == "IdCard(RESIDENT)"
        assert reader.capabilities.fingerprints is True

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize(
    ("person", "total", "head"),
    [
        (LIN_ZHIYUAN, 1297, "050A 000090 0100 0400 0000"),
        (AYIGULI, 1809, "070A 000090 0100 0400 0200"),
        (FANG_YAN, 2321, "090A 000090 0100 0400 0400"),
    ],
)
def test_the_long_replies_are_as_the_papers_say(person: InventedCard, total: int, head: str) -> None:
    """Driver and emulator could agree on a reply that no real reader gives."""
    with Emulator.on_tcp() as emulator:
        emulator.insert(person)
        with socket.create_connection(("127.0.0.1", urlsplit(emulator.url).port or 0), timeout=PATIENCE) as line:
            for command, length in (("2001 22", 15), ("2002 21", 19), ("3010 23", total)):
                line.sendall(bytes.fromhex(f"AAAAAA9669 0003 {command}"))
                answer = b""
                while len(answer) < length:
                    answer += line.recv(4096)
            assert len(answer) == total
            assert answer.startswith(bytes.fromhex(f"AAAAAA9669 {head}"))


def test_fingerprints_stay_on_the_card_unasked() -> None:
    """Every service would take what only a few may have."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(FANG_YAN)
        assert (await reader.read(timeout=PATIENCE)).fingerprints is None
        assert emulator.count(READ_WITH_FINGERPRINTS) == 0

    play(scenario, Emulator.on_tcp())


@pytest.mark.parametrize("mute", [True, False])
def test_a_module_without_fingerprints(mute: bool) -> None:
    """At a terminal with an older module these services would be impossible, though the clerk can look at the face."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        if mute:
            emulator.ignore(READ_WITH_FINGERPRINTS)
        else:
            emulator.refuse(READ_WITH_FINGERPRINTS, 0x21)
        for _ in range(4):
            emulator.insert(FANG_YAN)
            card = await reader.read(timeout=PATIENCE, fingerprints=True)
            assert (card.number, card.fingerprints) == (FANG_YAN.number, None)
        assert emulator.count(READ_WITH_FINGERPRINTS) == (2 if mute else 1)
        assert emulator.count(READ) == 4
        assert reader.capabilities.fingerprints is False

    play(scenario, Emulator.on_tcp(), delays=SHORT)


@pytest.mark.parametrize("fault", ["damaged", "41", "odd length"])
def test_a_reading_with_fingerprints_that_fails(fault: str) -> None:
    """A card pulled too early would be asked for a second time behind the citizen's back, and never be found."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(replace(FANG_YAN, fingerprints=b"odd") if fault == "odd length" else FANG_YAN)
        if fault == "damaged":
            emulator.damage(1, of=READ_WITH_FINGERPRINTS)
        elif fault == "41":
            emulator.refuse(READ_WITH_FINGERPRINTS, 0x41)
        with pytest.raises(CardUnreadable):
            await reader.read(timeout=PATIENCE, fingerprints=True)
        assert emulator.count(READ) == 0
        assert reader.status.usable

    play(scenario, Emulator.on_tcp(), delays=SHORT)


def test_silence_in_a_reading_with_fingerprints() -> None:
    """A dead reader would be taken for one without fingerprints and be waited for twice."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.ignore(READ_WITH_FINGERPRINTS)
        emulator.insert(FANG_YAN)
        reading = asyncio.create_task(reader.read(timeout=PATIENCE, fingerprints=True))
        await asyncio.to_thread(emulator.wait_for, READ_WITH_FINGERPRINTS)
        emulator.silence(on=True)
        with pytest.raises(ReaderSilent):
            await reading
        assert emulator.count(READ) == 0

    play(scenario, Emulator.on_tcp(), delays=SHORT)


def test_the_silence_is_told_within_three_seconds() -> None:
    """The promise to a citizen who stands there with a card holds for the long reading too."""
    limits = Delays()
    assert limits.read_answer + limits.answer <= 3


def test_one_question_more_is_no_search_more() -> None:
    """A module would be driven harder than it bears."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.insert(CHEN_GUIYING)
        await reader.read(timeout=PATIENCE)
        counts = {command: emulator.count(command) for command in (FIND, SELECT, READ, NEWEST_ADDRESS)}
        assert counts == {FIND: 1, SELECT: 1, READ: 1, NEWEST_ADDRESS: 1}

    play(scenario, Emulator.on_tcp())
