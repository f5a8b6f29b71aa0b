# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference platform in this process: no socket, and no time of its own."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine, delete, event, select
from sqlalchemy.exc import OperationalError

from kiosk.province.credentials import Credentials, load_credentials
from kiosk.province.reference.app import Platform, create_app
from kiosk.province.reference.keys import PlatformKeys
from kiosk.province.reference.processing import process_next
from kiosk.province.reference.provision import enrol_terminal, rotate_key
from kiosk.province.reference.running import RunningPlatform
from kiosk.province.reference.tables import attachments, cases, deliveries, events, pieces
from offline_cache.sealing import Sealed

RINGS = 2
"""How often the key of a template was exchanged; terminals were enrolled after that, and know all keys."""


@dataclass(frozen=True)
class _Instance:
    database: Engine
    keys: PlatformKeys
    app: FastAPI


class PlatformHere:
    """A reference platform in a folder whose time is the test's.

    Two instances take turns over one database, as behind a load balancer: `restart` lets the other one go on, which
    must know all that this one knew. More are never made, since each takes a tenth of a second, and FastAPI remembers
    its routes for good.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now
        self.fails_to_store = False
        self.processes_at_once = False
        """Or when it is told to."""
        self.requests = 0
        self._other: _Instance | None = None
        self._running = self._instance()
        self._start()

    @staticmethod
    def template(folder: Path, terminal: str, division: str, now: datetime) -> Credentials:
        """Make a platform with one enrolled terminal once, to be copied for each example; return its credentials."""
        made = RunningPlatform(folder, now=lambda: now)
        for _ in range(RINGS):
            rotate_key(folder, now=now)
        enrol_terminal(
            folder, made.database, terminal=terminal, division=division, credentials=folder / "terminal", now=now
        )
        made.close()
        return load_credentials(folder / "terminal")

    @property
    def database(self) -> Engine:
        return self._running.database

    @property
    def keys(self) -> PlatformKeys:
        return self._running.keys

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(_end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()
        self.database.dispose()

    def restart(self) -> None:
        self.close()
        self._next()

    def become(self, template: Path, now: Callable[[], datetime]) -> None:
        """Begin anew, closed before, as a copy of a template, on which this one's keys rest as well."""
        shutil.rmtree(self.folder)
        shutil.copytree(template, self.folder)
        self.now = now
        self.processes_at_once = False
        self.requests = 0
        self._next()

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        self.requests += 1
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("platform.example", 80),
        }
        said: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        asyncio.run_coroutine_threadsafe(self._running.app(scope, receive, send), self._loop).result(60)
        content = b"".join(message.get("body", b"") for message in said[1:])
        return said[0]["status"], content, {name.decode(): value.decode() for name, value in said[0]["headers"]}

    def process(self, most: int = 1000) -> None:
        """Settle, or refuse, up to so many deliveries."""
        for _ in range(most):
            if not process_next(self.database, self.keys.sealing, now=self.now()):
                return

    def held(self) -> dict[str, Sealed]:
        """What it holds, by idempotency key, as it was taken in; fails when a key or number is there twice."""
        columns = (deliveries.c.key, deliveries.c.number, deliveries.c.item)
        with self.database.begin() as connection:
            rows = connection.execute(select(*columns).order_by(deliveries.c.platform_number)).all()
        found = {row.key: Sealed.from_wire(row.item) for row in rows}
        assert len(found) == len(rows) == len({row.number for row in rows})
        return found

    def told(self) -> dict[str, tuple[str, str]]:
        """Its own number and the state of each delivery, by idempotency key."""
        with self.database.begin() as connection:
            rows = connection.execute(select(deliveries.c.key, deliveries.c.platform_number, deliveries.c.state)).all()
        return {row.key: (row.platform_number, row.state) for row in rows}

    def forget(self, key: str) -> None:
        """As after a restore from a backup that did not have it yet."""
        with self.database.begin() as connection:
            [number] = connection.scalars(select(deliveries.c.platform_number).where(deliveries.c.key == key))
            for table in (events, cases, deliveries):
                connection.execute(delete(table).where(table.c.platform_number == number))
            own = select(attachments.c.digest).where(attachments.c.key == key)
            connection.execute(delete(pieces).where(pieces.c.digest.in_(own)))
            connection.execute(delete(attachments).where(attachments.c.key == key))

    def _next(self) -> None:
        self._other, self._running = self._running, self._other or self._instance()
        self._start()

    def _start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="platform", daemon=True)
        self._thread.start()

    def _instance(self) -> _Instance:
        made = RunningPlatform(self.folder, now=self._now, processing=False)
        event.listen(made.database, "before_cursor_execute", self._fail_to_store)
        app = create_app(Platform(made.database, made.keys, self._now, self._taken_in, made.authority))
        return _Instance(made.database, made.keys, app)

    def _now(self) -> datetime:
        return self.now()

    def _taken_in(self) -> None:
        if self.processes_at_once:
            self.process()

    def _fail_to_store(self, *args: Any) -> None:
        statement = args[2]
        if self.fails_to_store and statement.startswith("INSERT INTO deliveries"):
            raise OperationalError(statement, None, Exception("database is locked"))


async def _end() -> None:
    """Let the loop's own threads go before it closes."""
    await asyncio.get_running_loop().shutdown_default_executor()
