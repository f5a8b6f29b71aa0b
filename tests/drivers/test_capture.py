# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician's record of a device in trouble is wrong, lost, or in the hands of others."""

import contextlib
import datetime
import os
import resource
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.capture.emulator.parser import BadCapture, Record, What, read_capture
from drivers.capture.recorder import Recorder
from drivers.capture.tap import captured, recorder
from drivers.transport import Line, LineLost, open_line

DAY = datetime.date(2026, 11, 22)
HEAD = "kiosk capture 1\ndriver id_reader sdt\ndate 2026-11-22\n"


@contextmanager
def recording(path: Path, most: int = 4096) -> Iterator[Recorder]:
    ticks = count()
    made = Recorder(path, driver="id_reader sdt", date=DAY, now=lambda: float(next(ticks)), most=most)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def a_line_and_its_peer() -> Iterator[tuple[Line, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = open_line(f"socket://127.0.0.1:{server.getsockname()[1]}", baud=9600, limit=2)
        peer, _ = server.accept()
        with peer:
            yield line, peer
        line.close()


def test_every_line_of_the_file_is_as_documented(tmp_path: Path) -> None:
    """Files that people have sent in could not be read by the next version."""
    path = tmp_path / "wire.txt"
    with recording(path) as made:
        made.opened("serial")
        made.sent(bytes.fromhex("aaaaaa966900 0311ffed"))
        made.received(b"\xaa")
        made.received(b"")
        made.command()
        made.lost()
        made.closed()
    assert path.read_text(encoding="ascii") == HEAD + (
        "1.000000 open serial\n"
        "2.000000 > aa aa aa 96 69 00 03 11 ff ed\n"
        "3.000000 < aa\n"
        "4.000000 command\n"
        "5.000000 lost\n"
        "6.000000 close\n"
    )
    assert made.exchanged == 2


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """A capture could not be turned into a test."""
    path = tmp_path / "wire.txt"
    with recording(path) as made:
        made.opened("tcp")
        made.sent(b"ab")
        made.received(b"c")
        made.closed()
    capture = read_capture(path)
    assert (capture.driver, capture.date, capture.kinds) == ("id_reader sdt", DAY, frozenset({"tcp"}))
    assert capture.records == (
        Record(4, 1.0, What.OPEN),
        Record(5, 2.0, What.SENT, b"ab"),
        Record(6, 3.0, What.RECEIVED, b"c"),
        Record(7, 4.0, What.CLOSE),
    )
    assert (capture.said(What.SENT), capture.said(What.RECEIVED)) == (b"ab", b"c")


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """What is on a reader's wire is a person."""
    before = os.umask(0)
    try:
        with recording(tmp_path / "wire.txt"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "wire.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["file", "link", "dangling link"])
def test_nothing_is_overwritten(there: str, tmp_path: Path) -> None:
    """A capture that cannot be made again, or a file of the system's, would be gone."""
    path, target = tmp_path / "wire.txt", tmp_path / "precious"
    if there == "file":
        path.write_text("precious", encoding="utf-8")
    else:
        path.symlink_to(target)
        if there == "link":
            target.write_text("precious", encoding="utf-8")
    with pytest.raises(FileExistsError):
        Recorder(path, driver="id_reader sdt", date=DAY)
    assert there == "dangling link" or path.read_text(encoding="utf-8") == "precious"
    assert target.exists() == (there == "link")


def test_each_record_is_in_the_file_at_once(tmp_path: Path) -> None:
    """The last words before a power cut, which are the interesting ones, would be missing."""
    with recording(tmp_path / "wire.txt") as made:
        made.sent(b"\x01")
        assert (tmp_path / "wire.txt").read_text(encoding="ascii").endswith(" > 01\n")


def test_it_ends_before_it_fills_the_disk(tmp_path: Path) -> None:
    """A command left running over night would fill the disk that the queue needs."""
    with recording(tmp_path / "wire.txt", most=1000) as made:
        for _ in range(1000):
            made.received(bytes(20))
    written = (tmp_path / "wire.txt").read_text(encoding="ascii")
    assert 900 < len(written) <= 1000
    assert written.endswith("\n")
    assert made.cut_short == "it is as long as a capture may be"


def test_a_full_disk_ends_the_capture_and_not_the_device(tmp_path: Path) -> None:
    """The device would seem broken because the record of it could not be written."""
    ours = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with recording(tmp_path / "wire.txt") as made, captured(made), a_line_and_its_peer() as (line, peer):
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(HEAD) + 40, limits[1]))
        try:
            for _ in range(5):
                line.write(b"ping")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, ours)
        assert peer.recv(99, socket.MSG_WAITALL | socket.MSG_DONTWAIT)[:4] == b"ping"
    assert made.cut_short == "File too large"


def test_a_folder_that_takes_no_file(tmp_path: Path) -> None:
    """The technician would wait for a record that is never written."""
    with pytest.raises(FileNotFoundError):
        Recorder(tmp_path / "no folder" / "wire.txt", driver="id_reader sdt", date=DAY)


def test_a_line_that_is_opened_meanwhile_is_recorded(tmp_path: Path) -> None:
    """The capture would be empty, or miss how the line ended."""
    with recording(tmp_path / "wire.txt") as made, captured(made), a_line_and_its_peer() as (line, peer):
        line.write(b"ping")
        peer.sendall(b"pong")
        assert line.read(5) == b"pong"
        assert line.read(0) == b""
        peer.close()
        with pytest.raises(LineLost):
            line.read(5)
        line.close()
    what = [(record.what, record.data) for record in read_capture(tmp_path / "wire.txt").records]
    assert what == [(What.OPEN, b""), (What.SENT, b"ping"), (What.RECEIVED, b"pong"), (What.LOST, b"")]


def test_a_line_that_takes_no_more_bytes_is_lost(tmp_path: Path) -> None:
    """It would look as if the device had got what never left the machine."""
    with recording(tmp_path / "wire.txt") as made, captured(made), a_line_and_its_peer() as (line, peer):
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        peer.close()
        with contextlib.suppress(LineLost):
            for _ in range(100):
                line.write(b"ping")
    assert read_capture(tmp_path / "wire.txt").records[-1].what is What.LOST


def test_a_line_that_is_closed_is_noted_once(tmp_path: Path) -> None:
    """It could not be told who ended the line."""
    with recording(tmp_path / "wire.txt") as made, captured(made), a_line_and_its_peer() as (line, _):
        line.close()
        line.close()
    assert [record.what for record in read_capture(tmp_path / "wire.txt").records] == [What.OPEN, What.CLOSE]


def test_without_a_capture_nobody_listens() -> None:
    """What citizens' cards say at a terminal at work would be written down."""
    assert recorder() is None
    with a_line_and_its_peer() as (line, _):
        assert type(line).__module__ == "drivers.transport"


def test_nobody_listens_any_more_after_a_capture(tmp_path: Path) -> None:
    """As above, by a process that goes on."""
    with recording(tmp_path / "wire.txt") as made, captured(made):
        assert recorder() is made
    assert recorder() is None


def test_records_of_several_threads_stay_whole(tmp_path: Path) -> None:
    """A bus that two devices share would leave a file that cannot be read."""
    with recording(tmp_path / "wire.txt", most=1 << 20) as made:

        def talk() -> None:
            for _ in range(200):
                made.sent(bytes(50))

        threads = [threading.Thread(target=talk) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = (tmp_path / "wire.txt").read_text(encoding="ascii").splitlines()[3:]
    assert len(lines) == 800
    assert all(line.endswith("> " + "00 " * 49 + "00") for line in lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kiosk capture 2\n", 1),
        ("\n", 1),
        (HEAD.replace("driver ", "reader "), 2),
        (HEAD.replace("11-22", "13-22"), 3),
        ("kiosk capture 1\ndriver x\n", 3),
        (HEAD + "1.0 open\n", 4),
        (HEAD + "1.0 open carrier-pigeon\n", 4),
        (HEAD + "# a remark\n\n1.0 > 0\n", 6),
        (HEAD + "1.0 >\n", 4),
        (HEAD + "1.0 > 00  00\n", 4),
        (HEAD + "1.0 ? 00\n", 4),
        (HEAD + "-1.0 > 00\n", 4),
        (HEAD + "1e9 > 00\n", 4),
        (HEAD + "1.0 lost again\n", 4),
        (HEAD + "2.0 > 00\n1.0 > 00\n", 5),
    ],
)
def test_what_is_no_capture_is_told_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    """Whoever writes a capture by hand would look for the mistake in the driver."""
    path = tmp_path / "wire.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCapture, match=f"wire.txt line {line}: "):
        read_capture(path)


def test_a_capture_that_is_cut_off(tmp_path: Path) -> None:
    """Half a record would be taken for a whole one."""
    path = tmp_path / "wire.txt"
    path.write_text(HEAD + "1.0 > 00 0", encoding="utf-8")
    with pytest.raises(BadCapture, match="cut off"):
        read_capture(path)


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: HEAD.encode() + tail + b"\n")))
def test_any_file_is_a_capture_or_is_told_not_to_be(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """A file that somebody sent in would end a test run with a traceback out of the parser."""
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    with contextlib.suppress(BadCapture):
        assert read_capture(path).driver
