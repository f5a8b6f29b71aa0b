# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader's pace by a clock of the test's: no second passes here, and none is guessed."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from random import Random

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import CardUnreadable, Delays, ReaderAbsent, ReaderSilent
from drivers.id_reader.connection import Connection
from drivers.id_reader.invented import CHEN_GUIYING
from drivers.id_reader.port import Port
from drivers.io_thread import Cancel, Cancelled
from drivers.status import StatusBoard
from drivers.transport import Line, PortAbsent

FIND, SELECT, READ, STATUS = "2001", "2002", "3001", "11ff"
NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")
DONE = bytes.fromhex("AAAAAA9669 0004 000090 94")
UNKNOWN = bytes.fromhex("AAAAAA9669 0004 000021 25")
NOT_READ = bytes.fromhex("AAAAAA9669 0004 000041 45")


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class Module(Line):
    """Answers from a list of golden frames, and notes when it was asked what."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked: list[tuple[float, str]] = []
        self.answers: dict[str, deque[bytes]] = {FIND: deque(), SELECT: deque(), READ: deque()}
        self.usually = {FIND: NO_CARD, SELECT: SELECTED, READ: NOT_READ, STATUS: DONE}
        self._pending = b""

    def read(self, seconds: float) -> bytes:
        data, self._pending = self._pending, b""
        if not data:
            self.clock.time += seconds
        return data

    def write(self, data: bytes) -> None:
        command = data[7:9].hex()
        self.asked.append((self.clock.time, command))
        queued = self.answers.get(command)
        self._pending = queued.popleft() if queued else self.usually.get(command, UNKNOWN)
        self.clock.time += 0.01

    def close(self) -> None:
        pass

    def gaps(self, command: str) -> list[float]:
        times = [time for time, asked in self.asked if asked == command]
        return [later - earlier for earlier, later in pairwise(times)]


class Hand(Cancel):
    """Lets the clock run instead of waiting, and gives up after some seconds."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self._time = clock
        self._until = clock.time + seconds

    def wait(self, seconds: float) -> None:
        self._time.time += seconds
        if self._time.time > self._until:
            raise Cancelled


class OnePort(Port):
    """Gives the same line whenever it is opened, while it is there."""

    def __init__(self, line: Line) -> None:
        super().__init__("socket://reader:1", baud=115200, limit=1)
        self.line = line
        self.there = True
        self.opened = 0

    def open(self) -> Line:
        self.opened += 1
        if not self.there:
            raise PortAbsent("no such port")
        return self.line


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def module(clock: Clock) -> Module:
    return Module(clock)


def connection(module: Module, random: Random | None = None, port: OnePort | None = None) -> Connection:
    return Connection(port or OnePort(module), StatusBoard("reader"), Delays(), now=module.clock, random=random)


def search(reader: Connection, clock: Clock, seconds: float) -> None:
    with pytest.raises(Cancelled):
        reader.read(Hand(clock, seconds), lambda: None, fingerprints=False)


def test_a_minute_of_waiting(module: Module, clock: Clock) -> None:
    """Readers that are asked for a card more often than every 300 ms stop answering."""
    search(connection(module), clock, 60)
    gaps = module.gaps(FIND)
    assert min(gaps) >= 0.3
    assert 60 / 0.4 < len(gaps) < 60 / 0.3


def test_one_caller_after_another(module: Module, clock: Clock) -> None:
    """A citizen who goes back and forth would drive the reader faster than one who waits."""
    reader = connection(module)
    for _ in range(20):
        search(reader, clock, 0.31)
    assert len(module.gaps(FIND)) >= 19
    assert min(module.gaps(FIND)) >= 0.3


def test_a_second_selection_and_a_card_that_fails(module: Module, clock: Clock) -> None:
    """The search behind a failure would come at once."""
    reader = connection(module)
    refused = NOT_READ.replace(b"\x41\x45", b"\x81\x85")
    for _ in range(10):
        module.answers[FIND].extend([FOUND, FOUND])
        module.answers[SELECT].append(refused)
        with pytest.raises(CardUnreadable):
            reader.read(Hand(clock, 5), lambda: None, fingerprints=False)
    assert len(module.gaps(FIND)) == 19
    assert min(module.gaps(FIND)) >= 0.3


def test_a_module_without_status_is_not_searched_faster(module: Module, clock: Clock) -> None:
    """The questions of the idle time and those of a visit would come on top of each other."""
    module.usually[STATUS] = b""
    reader = connection(module)
    for _ in range(10):
        clock.time += reader.idle()
        search(reader, clock, 0.31)
    assert min(module.gaps(FIND)) >= 0.3


def test_a_card_that_was_read_is_searched_politely(module: Module, clock: Clock) -> None:
    """While the citizen forgets the card on the reader, it would be asked without pause."""
    text, photo = CHEN_GUIYING.text(), CHEN_GUIYING.photo
    body = bytes.fromhex("0508 000090 0100 0400") + text + photo
    check = 0
    for byte in body:
        check ^= byte
    module.answers[FIND].append(FOUND)
    module.answers[READ].append(bytes.fromhex("AAAAAA9669") + body + bytes((check,)))
    reader = connection(module)
    assert reader.read(Hand(clock, 5), lambda: None, fingerprints=False).name == CHEN_GUIYING.name
    search(reader, clock, 10)
    assert min(module.gaps(FIND)) >= 0.3
    assert [command for _, command in module.asked].count(READ) == 1


def test_a_lost_port_is_tried_with_growing_and_scattered_pauses(module: Module, clock: Clock) -> None:
    """All readers behind a hub that lost power would be tried in the same instant, for ever at full speed."""
    port = OnePort(module)
    port.there = False
    pauses = {}
    for seed in (1, 2):
        reader = connection(module, Random(seed), port)
        pauses[seed] = [reader.idle() for _ in range(8)]
        assert all(longest / 2 <= pause <= longest for pause, longest in zip(pauses[seed], _DOUBLED, strict=True))
    assert pauses[1] != pauses[2]
    assert port.opened == 16
    port.there = True
    reader.idle()
    assert reader.serial == ""
    port.there = False
    module.read = _gone  # type: ignore[method-assign]
    assert reader.idle() <= _DOUBLED[0], "an answer has set the pauses back"


@pytest.mark.parametrize("command", [FIND, SELECT, READ])
def test_silence_is_told_within_three_seconds(module: Module, clock: Clock, command: str) -> None:
    """Who stands there with a card would wait for a reader that has hung up, and the page would not say so."""
    reader = connection(module)
    reader.idle()
    module.usually |= {FIND: FOUND, command: b""}
    silent_at = clock.time
    with pytest.raises(ReaderSilent):
        reader.read(Hand(clock, 60), lambda: None, fingerprints=False)
    assert clock.time - silent_at <= 3.0


def test_silence_is_told_within_three_seconds_behind_an_idle_question(module: Module, clock: Clock) -> None:
    """A reading that had to wait for the question of the idle time would wait as long again."""
    reader = connection(module)
    reader.idle()
    clock.time += Delays().probe
    module.usually |= {STATUS: b"", FIND: b""}
    silent_at = clock.time
    reader.idle()
    with pytest.raises(ReaderSilent):
        reader.read(Hand(clock, 60), lambda: None, fingerprints=False)
    assert clock.time - silent_at <= 3.0


_DOUBLED = (0.25, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def _gone(seconds: float) -> bytes:
    raise PortAbsent("gone")


def test_reading_does_not_wait_for_the_pause(module: Module, clock: Clock) -> None:
    """A citizen with a card in hand would wait for the end of a pause that was meant for an empty hall."""
    port = OnePort(module)
    port.there = False
    reader = connection(module, port=port)
    for _ in range(6):
        reader.idle()
    with pytest.raises(ReaderAbsent) as absent:
        reader.read(Hand(clock, 1), lambda: None, fingerprints=False)
    assert absent.value.state is DeviceState.NO_DEVICE
    port.there = True
    search(reader, clock, 1)
    assert module.asked
