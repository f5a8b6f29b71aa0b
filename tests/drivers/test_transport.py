# SPDX-License-Identifier: GPL-3.0-or-later
import os
import pty
import socket
import tty
from pathlib import Path
from typing import Any

import pytest

from drivers.contract import ConfigurationError
from drivers.transport import LineLost, PortAbsent, check_port, open_line


@pytest.mark.parametrize(
    "port",
    [
        "",
        "COM3",
        "ttyUSB0",
        "socket://",
        "socket://127.0.0.1",
        "socket://127.0.0.1:0",
        "socket://127.0.0.1:99999",
        "socket://[::1",
        "http://127.0.0.1:80",
        "loop://",
        "spy://",
        "spy:///dev/ttyUSB0",
        f"socket://{64 * 'a'}:4001",  # the resolver raises UnicodeError for what no name can be
        "socket://..:4001",
    ],
)
def test_ports_that_are_none(port: str) -> None:
    """A slip in terminal.toml would look like a broken cable."""
    with pytest.raises(ConfigurationError) as wrong:
        check_port(port)
    assert repr(port) in str(wrong.value)


@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "socket://10.0.0.7:4001", "spy:///dev/ttyUSB0?file=/tmp/wire.txt"])
def test_ports_that_are_some(port: str) -> None:
    """A good terminal.toml would be refused."""
    check_port(port)


def test_nobody_listens() -> None:
    """A refused connection would crash the driver."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PortAbsent):
        open_line(f"socket://127.0.0.1:{port}", baud=115200, limit=1)


@pytest.mark.parametrize("kind", ["missing", "file", "folder"])
def test_no_serial_port(kind: str, tmp_path: Path) -> None:
    """A wrong path would crash the driver."""
    port = tmp_path / "port"
    if kind == "file":
        port.touch()
    elif kind == "folder":
        port.mkdir()
    with pytest.raises(PortAbsent):
        open_line(str(port), baud=115200, limit=1)


def test_tcp_line() -> None:
    """No reader behind a network converter would work; a converter that hangs up would not be noticed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = open_line(f"socket://127.0.0.1:{server.getsockname()[1]}", baud=115200, limit=1)
        peer, _ = server.accept()
        with peer:
            assert line.read(0) == b""
            line.write(b"ping")
            assert peer.recv(9) == b"ping"
            peer.sendall(b"pong")
            assert line.read(5) == b"pong"
        with pytest.raises(LineLost):
            line.read(5)
        line.close()
        line.close()


def test_serial_line() -> None:
    """No reader on a serial port would work; one that is pulled out would not be noticed."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    line = open_line(os.ttyname(theirs), baud=9600, limit=1)
    os.close(theirs)
    assert line.read(0) == b""
    line.write(b"ping\n\xff\x11\x13")
    assert os.read(ours, 99) == b"ping\n\xff\x11\x13"
    os.write(ours, b"pong\r\x00")
    assert line.read(5) == b"pong\r\x00"
    os.close(ours)
    with pytest.raises(LineLost):
        line.read(5)
    line.close()


def test_spied_line(tmp_path: Path) -> None:
    """The technician could not see what is on the wire."""
    wire = tmp_path / "wire.txt"
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    line = open_line(f"spy://{os.ttyname(theirs)}?file={wire}", baud=115200, limit=1)
    line.write(b"ping")
    line.close()
    os.close(ours)
    os.close(theirs)
    assert "ping" in wire.read_text(encoding="utf-8")


def test_a_dead_peer_is_noticed_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scanner behind a converter that lost its power would look alive until the next reboot."""
    made: list[socket.socket] = []
    connect = socket.create_connection

    def noted(*args: Any, **kwargs: Any) -> socket.socket:
        made.append(connect(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(socket, "create_connection", noted)
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = open_line(f"socket://127.0.0.1:{server.getsockname()[1]}", baud=9600, limit=1)
        assert made[0].getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        idle, interval, count = (
            made[0].getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
        assert idle + interval * count <= 15
        line.close()
