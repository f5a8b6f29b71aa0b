# SPDX-License-Identifier: GPL-3.0-or-later
"""The captures that are committed: whose they are, whether they are still what a driver says, and played again.

If these fail, a driver no longer says to its device what it said when it was last seen to work, or a real person's card
lies in a public repository.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import drivers
from drivers.capture.emulator import Replay
from drivers.capture.emulator.parser import Capture, Record, What, read_capture
from drivers.contract import DeviceState
from drivers.id_reader.card import parse_card
from drivers.id_reader.invented import CHEN_GUIYING, PEOPLE
from drivers.id_reader.sdt import SdtReader
from drivers.presence import Presence
from drivers.presence.debounce import Settling
from drivers.presence.modbus import ModbusPresence
from drivers.scanner import Symbology
from drivers.scanner.serial import SerialScanner
from tests.captured import CODE, FOLDER, SCENES, make
from tests.faults.waiting import PATIENCE

CAPTURES = sorted(FOLDER.glob("*.txt"))

each = pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)


def _of_id_reader(capture: Capture) -> bool:
    """Whatever looks like the text of a card is an invented one's."""
    said = capture.said(What.RECEIVED)
    cards = [match.end() for match in re.finditer(rb"\x01\x00\x04\x00(?=.{1280})", said, re.DOTALL)]
    invented = {card.text() + card.photo for card in PEOPLE}
    return len(cards) == 1 and all(said[at : at + 1280] in invented for at in cards)


JUDGES: dict[str, Callable[[Capture], bool]] = {
    "id_reader sdt": _of_id_reader,
    "presence modbus": lambda capture: len(capture.said(What.RECEIVED)) % 6 == 0,  # nothing but states of a contact
    "scanner serial": lambda capture: capture.said(What.RECEIVED) == f"]Q1{CODE}\r".encode(),
}
"""Whether a capture is of nobody but invented people, by its driver."""


def invented_numbers() -> frozenset[str]:
    """Return every identity number that an `invented` module of the drivers has."""
    numbers: set[str] = set()
    for module in pkgutil.walk_packages(drivers.__path__, "drivers."):
        if module.name.endswith(".invented"):
            numbers |= identity_numbers(repr(vars(importlib.import_module(module.name))))
    return frozenset(numbers)


def identity_numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d\d{3}[\dXx](?!\d)", text))


def test_there_are_captures() -> None:
    """The tests below would look at nothing."""
    assert {path.stem for path in CAPTURES} == set(SCENES)


@each
def test_only_invented_people_are_on_the_wire(path: Path) -> None:
    """A real person's card would be published, and could never be taken back."""
    capture = read_capture(path)
    assert capture.driver in JUDGES, "say first how a capture of this driver is known to be of nobody"
    assert JUDGES[capture.driver](capture)
    both = [capture.said(What.SENT), capture.said(What.RECEIVED)]
    texts = [data.decode("latin-1") for data in both]
    texts += [data[at:].decode("utf-16-le", errors="replace") for data in both for at in (0, 1)]
    assert set().union(*map(identity_numbers, texts)) <= invented_numbers()


def test_a_card_of_anybody_else_would_be_found(tmp_path: Path) -> None:
    """The test above would pass whatever is in the file."""
    text = (FOLDER / "id_reader_sdt.txt").read_text(encoding="ascii")
    name = CHEN_GUIYING.name.encode("utf-16-le").hex(" ")
    assert name in text
    path = tmp_path / "other.txt"
    path.write_text(text.replace(name, "张三丰".encode("utf-16-le").hex(" ")), encoding="ascii")
    assert not _of_id_reader(read_capture(path))
    assert identity_numbers("x440000199001011234;") - invented_numbers() == {"440000199001011234"}
    assert CHEN_GUIYING.number in invented_numbers()


def talk(capture: Capture) -> list[tuple[What, bytes]]:
    """Return what was said in turn, however it was cut; when somebody began to wait is chance."""
    turns: list[tuple[What, bytes]] = []
    for record in capture.records:
        if record.what is What.COMMAND:
            continue
        if turns and turns[-1][0] is record.what:
            turns[-1] = record.what, turns[-1][1] + record.data
        else:
            turns.append((record.what, record.data))
    return turns


@each
def test_the_driver_still_says_what_it_said(path: Path, tmp_path: Path) -> None:
    """Drivers and emulators would drift away together from what was once looked through by a person."""
    make(path.stem, tmp_path / "wire.txt")
    committed, made = read_capture(path), read_capture(tmp_path / "wire.txt")
    assert (made.driver, made.kinds) == (committed.driver, committed.kinds)
    assert _without_repeats(talk(made)) == _without_repeats(talk(committed))


def _without_repeats(turns: list[tuple[What, bytes]]) -> list[tuple[What, bytes]]:
    """Return each turn as often as it brings something new: how often a contact is looked at is chance."""
    return list(dict.fromkeys(turns))


def test_the_bytes_are_those_of_the_paper() -> None:
    """Driver and emulator would agree on a protocol of their own (GA/T 467-2019 ch. 7, as vendors print it)."""
    sent = [record.data.hex(" ") for record in _records("id_reader_sdt", What.SENT)]
    assert sent[0] == "aa aa aa 96 69 00 03 11 ff ed"
    assert sent[2:5] == [
        "aa aa aa 96 69 00 03 20 01 22",
        "aa aa aa 96 69 00 03 20 02 21",
        "aa aa aa 96 69 00 03 30 01 32",
    ]
    (question,) = {record.data.hex(" ") for record in _records("presence_modbus", What.SENT)}
    assert question == "01 02 00 00 00 01 b9 ca"


def _records(name: str, what: What) -> list[Record]:
    return [record for record in read_capture(FOLDER / f"{name}.txt").records if record.what is what]


def test_the_test_that_the_document_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first replay that somebody writes would fail for a reason that is not the driver's."""
    root = Path(__file__).parents[2]
    text = (root / "docs" / "drivers.md").read_text(encoding="utf-8").partition("\n## Captures\n")[2]
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    found: dict[str, Callable[[Path], None]] = {}
    exec(code[1], found)
    monkeypatch.chdir(root)
    found["test_the_reader_of_the_village_hall"](tmp_path)


@pytest.mark.parametrize("cable", ["pty", "tcp"])
def test_the_recorded_card(cable: str, tmp_path: Path) -> None:
    """A capture that a technician sends in could not be made a test."""
    path = FOLDER / "id_reader_sdt.txt"
    replay = Replay.on_tcp(path, paced=True) if cable == "tcp" else Replay.on_pty(path, tmp_path / "reader")

    async def scenario() -> None:
        reader = SdtReader(port=replay.url)
        await reader.start()
        replay.asked()
        try:
            card = await reader.read(timeout=20)
            assert reader.capabilities.serial == "05.01-20232202-0000001234-0000005678"
        finally:
            await reader.close()
        assert card == replace(parse_card(CHEN_GUIYING.text(), CHEN_GUIYING.photo), newest_address="")

    with replay:
        asyncio.run(scenario())


def test_the_recorded_code(tmp_path: Path) -> None:
    """As above, by a device that speaks unasked."""

    async def scenario() -> None:
        scanner = SerialScanner(port=replay.url)
        await scanner.start()
        busy = asyncio.Event()
        scanner.subscribe(lambda status: busy.set() if status.state is DeviceState.BUSY else None)
        try:
            scan = asyncio.create_task(scanner.scan(timeout=20))
            await asyncio.wait_for(busy.wait(), PATIENCE)
            replay.asked()
            code = await scan
        finally:
            await scanner.close()
        assert (code.symbology, code.text) == (Symbology.QR, CODE)

    with Replay.on_pty(FOLDER / "scanner_serial.txt", tmp_path / "scanner") as replay:
        asyncio.run(scenario())


def test_the_recorded_contact(tmp_path: Path) -> None:
    """As above, by a device that is asked again and again."""

    async def scenario() -> None:
        sensor = ModbusPresence(port=replay.url, settling=Settling(near=0, gone=0))
        known: asyncio.Queue[Presence] = asyncio.Queue()
        sensor.watch(known.put_nowait)
        await sensor.start()
        replay.asked()
        try:
            assert await asyncio.wait_for(known.get(), PATIENCE) is Presence.NEAR
            await asyncio.to_thread(replay.wait_until_played, 10)
        finally:
            await sensor.close()

    with Replay.on_pty(FOLDER / "presence_modbus.txt", tmp_path / "board") as replay:
        asyncio.run(scenario())
