# SPDX-License-Identifier: GPL-3.0-or-later
"""The ui finds its engine, loses it, and finds it again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from kiosk.visit.frames import FrameBuffer, pack, unpack_intent
from kiosk.visit.intents import Press
from kiosk.visit.screens import Show, Starting
from ui.bridge import Bridge
from ui.link import Link
from ui.specimens import SPECIMENS, STATUS


class Engine:
    """The other end of the socket."""

    def __init__(self, path: Path) -> None:
        self._server = QLocalServer()
        assert self._server.listen(str(path))

    def accept(self, qtbot: QtBot) -> QLocalSocket:
        qtbot.waitUntil(self._server.hasPendingConnections)
        return self._server.nextPendingConnection()

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def path() -> Iterator[Path]:
    # A Unix socket's name has at most 107 bytes, which pytest's own folders may exceed.
    folder = Path(tempfile.mkdtemp())
    yield folder / "ui.socket"
    shutil.rmtree(folder)


@pytest.fixture
def bridge(qtbot: QtBot, path: Path) -> Iterator[Bridge]:
    bridge, link = Bridge(), Link(path)
    link.shown.connect(bridge.receive)
    link.lost.connect(bridge.lose)
    bridge.intent.connect(link.send)
    link.open()
    yield bridge
    link.close()


def _show(seq: int) -> Show:
    return Show(seq=seq, screen=SPECIMENS["Guide"], status=STATUS, language="hans")


def test_screens_come_and_answers_go(bridge: Bridge, path: Path, qtbot: QtBot) -> None:
    engine = Engine(path)
    peer = engine.accept(qtbot)
    whole = pack(_show(4))
    for byte in whole:
        peer.write(bytes([byte]))
        peer.flush()
    qtbot.waitUntil(lambda: bridge.property("page") == "Guide")
    bridge.press("START")
    qtbot.waitUntil(lambda: peer.bytesAvailable() > 4)
    (body,) = FrameBuffer().feed(bytes(peer.readAll().data()))
    assert unpack_intent(body) == Press(seq=4, action="START")
    engine.close()


def test_an_engine_that_goes_is_waited_for(bridge: Bridge, path: Path, qtbot: QtBot) -> None:
    engine = Engine(path)
    peer = engine.accept(qtbot)
    peer.write(pack(_show(9)))
    qtbot.waitUntil(lambda: bridge.property("page") == "Guide")
    with qtbot.waitSignal(bridge.wiped):
        peer.abort()
    qtbot.waitUntil(lambda: bridge.property("page") == Starting.__name__)
    engine.close()
    path.unlink(missing_ok=True)
    again = Engine(path)
    again.accept(qtbot).write(pack(_show(1)))
    qtbot.waitUntil(lambda: bridge.property("page") == "Guide")
    assert bridge.property("seq") == 1
    again.close()


def test_what_is_no_screen_ends_the_connection(
    bridge: Bridge, path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine(path)
    peer = engine.accept(qtbot)
    peer.write(b"\x00\x00\x00\x03cat")
    qtbot.waitUntil(lambda: peer.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert "no screen" in caplog.text
    engine.accept(qtbot)
    engine.close()
