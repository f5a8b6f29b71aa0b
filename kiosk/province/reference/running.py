# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform that runs: its server on a thread, its processing on another; a demo stops it for an outage."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from sqlalchemy import Engine

from kiosk.province.reference.app import Platform, create_app
from kiosk.province.reference.authority import open_authority
from kiosk.province.reference.keys import load_platform_keys
from kiosk.province.reference.processing import Processor
from kiosk.province.reference.provision import create_platform
from kiosk.province.reference.tables import open_database
from offline_cache.sealing import Suite

DATABASE = "platform.sqlite3"

LAST_REPLIES = 5
"""Seconds that replies in the making have when the server stops."""


def system_time() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


class _Server(uvicorn.Server):
    """Says when it is ready to be asked, or has given up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.ready.set()


class RunningPlatform:
    """A reference platform over its folder, on one address: a context manager, or `start` and `stop` again and again.

    The folder gets keys of `suite` where it has none. `database_url` None is a SQLite file in the folder. `port` 0
    takes a free port, and keeps it from one start to the next. With `processing` off, deliveries are taken in and stay
    `accepted` until `processing.process_next` is called. Raises PlatformFolderError and SQLAlchemyError; `start` raises
    OSError when the port is taken.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] = system_time,
        processing: bool = True,
        suite: Suite = Suite.HPKE,
    ) -> None:
        create_platform(folder, now=now(), suite=suite)
        self.folder = folder
        self.keys = load_platform_keys(folder)
        self.authority = open_authority(folder, now=now())
        self.database_url = database_url or f"sqlite:///{folder / DATABASE}"
        self.database: Engine = open_database(self.database_url)
        self.host = host
        self.port = port
        self._now = now
        self._processing = processing
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._processor: Processor | None = None

    @property
    def url(self) -> str:
        """What `terminal.toml` names as the platform's url; known once started."""
        return f"http://{self.host}:{self.port}"

    @property
    def serves(self) -> bool:
        """Whether it can be reached just now."""
        return self._server is not None

    def start(self) -> None:
        """Serve; returns when requests are answered."""
        self._processor = Processor(self.database, self.keys.sealing, self._now) if self._processing else None
        wake = self._processor.wake if self._processor else _nobody_processes
        app = create_app(Platform(self.database, self.keys, self._now, wake, self.authority))
        listener = socket.create_server((self.host, self.port), backlog=128)
        self.port = listener.getsockname()[1]
        # Connections inherit it. Without, a reply's body waits 40 ms for the acknowledgement of its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Server(
            uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                log_level=logging.WARNING,
                date_header=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=LAST_REPLIES,
            )
        )
        self._server = server
        self._thread = threading.Thread(target=server.run, args=([listener],), name="platform server")
        self._thread.start()
        server.ready.wait()
        if not server.started:
            raise RuntimeError("the server did not start")
        if self._processor:
            self._processor.start()

    def stop(self) -> None:
        """End; what was taken in stays, and the next start goes on with it."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None
        if self._processor:
            self._processor.stop()
            self._processor = None

    def close(self) -> None:
        """Stop, and let go of the database."""
        self.stop()
        self.database.dispose()

    def __enter__(self) -> RunningPlatform:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _nobody_processes() -> None:
    """Leave what was taken in as it is."""
