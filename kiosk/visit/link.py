# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's end of the Unix socket to the ui."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.visit.frames import FrameBuffer, pack, unpack_intent
from kiosk.visit.intents import Intent
from kiosk.visit.screens import Show

log = logging.getLogger(__name__)

_CHUNK = 1 << 16


class Link:
    """Serves one ui at a time; a newer connection takes over, since a restarted ui is the one on the screen."""

    def __init__(self, path: Path, on_intent: Callable[[Intent], None], on_connect: Callable[[], None]) -> None:
        self._path = path
        self._on_intent = on_intent
        self._on_connect = on_connect
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start(self) -> None:
        """Listen. Raises OSError when the socket cannot be made."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path)
        self._path.chmod(0o660)

    async def close(self) -> None:
        """Stop listening and let the ui go."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._server is not None:
            self._server.close()
            self._server = None
        self._path.unlink(missing_ok=True)

    def send(self, show: Show) -> None:
        """Send a screen, if a ui is there; one that connects later asks for the present one."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(pack(show))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = writer
        log.info("ui connected")
        self._on_connect()
        frames = FrameBuffer()
        try:
            while data := await reader.read(_CHUNK):
                for body in frames.feed(data):
                    self._on_intent(unpack_intent(body))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            # The type of the error alone: its text may quote what was typed.
            log.error("ui sent something that is no intent; connection closed")  # noqa: TRY400
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            if self._writer is writer:
                self._writer = None
                log.info("ui gone")
            writer.close()
