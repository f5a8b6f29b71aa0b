# SPDX-License-Identifier: GPL-3.0-or-later
"""The ui's end of the Unix socket to the engine."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from kiosk.visit.frames import FrameBuffer, pack, unpack_show
from kiosk.visit.intents import Intent

log = logging.getLogger(__name__)

RETRY_MS = 300


class Link(QObject):
    """Keeps a connection to the engine, and tries again for as long as there is none."""

    shown = Signal(object)
    """A Show has arrived."""
    lost = Signal()
    """The engine is gone."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._frames = FrameBuffer()
        self._socket = QLocalSocket(self)
        self._socket.readyRead.connect(self._read)
        self._socket.connected.connect(self._start_afresh)
        self._socket.disconnected.connect(self._gone)
        self._socket.errorOccurred.connect(self._failed)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.open)

    def open(self) -> None:
        """Connect, now or as soon as the engine listens."""
        if self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            self._socket.connectToServer(str(self._path))

    def close(self) -> None:
        """Stop for good."""
        self._socket.blockSignals(True)  # noqa: FBT003
        self._retry.stop()
        self._socket.abort()

    def send(self, intent: Intent) -> None:
        """Send what the citizen did; without an engine there is nobody to tell."""
        if self._socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(pack(intent))
            self._socket.flush()

    def _start_afresh(self) -> None:
        self._frames = FrameBuffer()

    def _read(self) -> None:
        try:
            for body in self._frames.feed(bytes(self._socket.readAll().data())):
                self.shown.emit(unpack_show(body))
        except (msgspec.MsgspecError, ValueError):
            # The type of the error alone: its text may quote the person's data.
            log.error("engine sent something that is no screen; connection closed")  # noqa: TRY400
            self._socket.abort()

    def _gone(self) -> None:
        self.lost.emit()
        self._retry.start()

    def _failed(self) -> None:
        self._retry.start()
