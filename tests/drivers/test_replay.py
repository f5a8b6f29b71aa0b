# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a test that replays a capture passes whatever the driver does."""

import time
from pathlib import Path

import pytest

from drivers.capture.emulator import Deviation, Replay
from drivers.transport import Line, LineLost, PortAbsent, open_line
from tests.faults.waiting import PATIENCE

HEAD = "kiosk capture 1\ndriver id_reader sdt\ndate 2026-11-22\n0.0 open serial\n"
TALK = HEAD + "0.1 > 70 69 6e 67\n0.2 < 70 6f\n0.3 < 6e 67\n0.4 > 62 79 65\n0.5 < 2e\n0.6 close\n"


@pytest.fixture(params=["pty", "tcp"])
def cable(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def replay(cable: str, folder: Path, text: str, *, paced: bool = False) -> Replay:
    path = folder / "wire.txt"
    path.write_text(text, encoding="ascii")
    return Replay.on_tcp(path, paced=paced) if cable == "tcp" else Replay.on_pty(path, folder / "tty", paced=paced)


def opened(played: Replay, within: float = PATIENCE) -> Line:
    """Open the port as soon as it is there."""
    until = time.monotonic() + within
    while True:
        try:
            return open_line(played.url, baud=9600, limit=1)
        except PortAbsent:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def hear(line: Line, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := line.read(PATIENCE)):
        data += more
    return data


def test_the_recorded_talk(cable: str, tmp_path: Path) -> None:
    """No capture could be replayed."""
    with replay(cable, tmp_path, TALK) as played:
        line = opened(played)
        line.write(b"ping")
        assert hear(line, 4) == b"pong"
        line.write(b"bye")
        assert hear(line, 1) == b"."
        line.write(b"and something behind the end")
        assert line.read(0.02) == b""
        line.close()


def test_other_chunks_are_the_same_bytes(cable: str, tmp_path: Path) -> None:
    """Where an operating system cuts a stream of bytes is no matter of the driver's."""
    with replay(cable, tmp_path, TALK) as played:
        line = opened(played)
        for piece in (b"p", b"in", b"g"):
            line.write(piece)
        assert hear(line, 4) == b"pong"
        line.write(b"bye")
        assert hear(line, 1) == b"."
        line.close()


@pytest.mark.parametrize("sent", [b"pinG", b"xping", b"pi\0ng"])
def test_other_bytes_are_a_deviation(cable: str, sent: bytes, tmp_path: Path) -> None:
    """A driver that has changed what it sends would still pass."""
    deviates = pytest.raises(Deviation, match=r"wire.txt line 5: the driver sent .* instead of 70 69 6e 67")
    with deviates, replay(cable, tmp_path, TALK) as played:
        line = opened(played)
        line.write(sent)
        assert line.read(0.05) == b""
    line.close()  # not before: to close a serial line is to throw away what it has not delivered yet


def test_a_talk_that_stops_halfway_is_a_deviation(cable: str, tmp_path: Path) -> None:
    """A driver that gives up after the first answer would still pass."""
    deviates = pytest.raises(Deviation, match=r"line 8: was not reached; the driver sent 62 79$")
    with deviates, replay(cable, tmp_path, TALK) as played:
        line = opened(played)
        line.write(b"ping")
        assert hear(line, 4) == b"pong"
        line.write(b"by")
    line.close()


def test_a_last_word_without_an_answer_is_heard(cable: str, tmp_path: Path) -> None:
    """A driver that ends as it did would be said to have deviated."""
    with replay(cable, tmp_path, HEAD + "0.1 > 61\n") as played:
        line = opened(played)
        line.write(b"a")
    line.close()
    assert played.played


def test_a_test_that_fails_by_itself_is_not_overlaid(cable: str, tmp_path: Path) -> None:
    """Its own complaint would be lost."""
    with pytest.raises(KeyError), replay(cable, tmp_path, TALK):
        raise KeyError


def test_what_is_said_unasked_waits_until_it_is_asked_for(cable: str, tmp_path: Path) -> None:
    """A scanner's code would come before the test has begun to wait for one."""
    with replay(cable, tmp_path, HEAD + "0.1 command\n0.2 < 31 32 33\n") as played:
        line = opened(played)
        assert line.read(0.05) == b""
        played.asked()
        assert hear(line, 3) == b"123"
        line.close()


def test_pauses_as_recorded(cable: str, tmp_path: Path) -> None:
    """Two codes that came one after the other would become one."""
    with replay(cable, tmp_path, HEAD + "0.1 command\n0.1 < 31\n0.4 < 32\n", paced=True) as played:
        line = opened(played)
        began = time.monotonic()
        played.asked()
        assert hear(line, 2) == b"12"
        assert time.monotonic() - began >= 0.3
        line.close()


def test_a_line_that_was_lost_is_lost_again(cable: str, tmp_path: Path) -> None:
    """How a driver takes a pulled cable could not be replayed."""
    text = HEAD + "0.1 > 61\n0.2 < 62\n0.3 > 63\n0.4 lost\n0.5 open serial\n0.6 > 61\n0.7 < 64\n"
    with replay(cable, tmp_path, text) as played:
        line = opened(played)
        line.write(b"a")
        assert hear(line, 1) == b"b"
        line.write(b"c")
        with pytest.raises(LineLost):
            line.read(PATIENCE)
        line.close()
        assert asked_again(played) == b"d"


def asked_again(played: Replay) -> bytes:
    """Open the line anew until it holds, as drivers do: a connection that meets the old end of the cable breaks."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        line = opened(played)
        try:
            line.write(b"a")
            return hear(line, 1)
        except LineLost:
            time.sleep(0.02)
        finally:
            line.close()
    pytest.fail("the line did not come back")
