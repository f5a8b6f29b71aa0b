# SPDX-License-Identifier: GPL-3.0-or-later
"""A province for tests: a reference platform on loopback, enrolled terminals, and false servers in its place."""

from __future__ import annotations

import http.client
import os
import random
import secrets
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine

from kiosk.province.client import ProvinceClient
from kiosk.province.contract import Applicant, CasePayload
from kiosk.province.credentials import Credentials, load_credentials
from kiosk.province.exchange import Limits
from kiosk.province.reference.processing import process_some
from kiosk.province.reference.provision import enrol_terminal
from kiosk.province.reference.running import RunningPlatform
from offline_cache.clock import ClockQuality, stamp
from offline_cache.number import Series
from offline_cache.sealing import Header, Sealer, Suite
from offline_cache.transport import Delivery

POSTGRESQL = os.environ.get("KIOSK_TEST_POSTGRESQL")
"""URL such as postgresql+psycopg://kiosk@127.0.0.1/kiosk: where it is set, platforms in tests keep their data there."""

DIVISION = "445202003201"
NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
QUICK = Limits(connect=2.0, silence=5.0, whole=5.0)
IMPATIENT = Limits(connect=0.3, silence=0.3, whole=0.5)


class TerminalClock:
    """A terminal's clock that stands still, and may be wrong."""

    quality = ClockQuality.UNKNOWN

    def __init__(self, wrong_by: timedelta = timedelta()) -> None:
        self.wall = NOW + wrong_by
        self.steady = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


@dataclass
class Site:
    """A platform, and what tests do around it."""

    platform: RunningPlatform
    folder: Path
    chance: random.Random
    clock: TerminalClock = field(default_factory=TerminalClock)
    sequence: int = 0

    def enrol(self, terminal: str = "4452-0137") -> Credentials:
        folder = self.folder / f"credentials-{terminal}"
        enrol_terminal(
            self.platform.folder,
            self.platform.database,
            terminal=terminal,
            division=DIVISION,
            credentials=folder,
            now=NOW,
        )
        return load_credentials(folder)

    def client(
        self,
        credentials: Credentials,
        url: str | None = None,
        *,
        limits: Limits = QUICK,
        choose: Callable[[str], str] | None = None,
        clock: TerminalClock | None = None,
    ) -> ProvinceClient:
        return ProvinceClient(
            url or self.platform.url,
            credentials,
            clock=clock or self.clock,
            choose=choose or self.chance.choice,
            limits=limits,
        )

    def delivery(
        self,
        credentials: Credentials,
        *,
        key: str | None = None,
        number: str | None = None,
        payload: bytes | None = None,
        service: str = "report-12345",
        compression: Literal["zlib"] | None = None,
    ) -> Delivery:
        self.sequence += 1
        key = key or str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        number = number or Series(credentials.terminal, 604912).number(self.sequence)
        platform_key = credentials.sealing_key(credentials.key_ring.issued)
        assert platform_key is not None
        header = Header(
            version=1,
            key=key,
            number=number,
            service=service,
            created_at=stamp(NOW),
            clock_quality=ClockQuality.UNKNOWN,
            terminal=credentials.terminal,
            platform_key=platform_key.id,
            compression=compression,
        )
        sealed = Sealer(platform_key, credentials.terminal_key).seal(header, payload or case_payload())
        return Delivery(key=key, sealed=sealed)

    @contextmanager
    def held_database(self) -> Iterator[None]:
        """Somebody else writes, and does not come to an end."""
        with self.platform.database.begin() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one lock, and it is taken
                connection.exec_driver_sql("LOCK TABLE deliveries, gateway_accounts")
            yield

    def process_all(self) -> None:
        while process_some(self.platform.database, self.platform.keys.sealing, now=NOW):
            pass


def case_payload() -> bytes:
    """What the terminal seals for service report-12345; the person is invented."""
    return (
        CasePayload(
            service="report-12345",
            form={"kind": "complaint", "text": "村口的路灯坏了", "place": "村口", "phone": "13800000000"},
            applicant=Applicant(name="测试甲", id_type="111", id_number="445202199001010019", how="card"),
            division=DIVISION,
        )
        .model_dump_json()
        .encode()
    )


@contextmanager
def open_site(
    folder: Path,
    *,
    serving: bool = True,
    processing: bool = False,
    now: Callable[[], datetime] = lambda: NOW,
    suite: Suite = Suite.HPKE,
) -> Iterator[Site]:
    """A platform whose clock stands at NOW, and which processes only when it is told to, unless asked otherwise."""
    with _database() as url:
        platform = RunningPlatform(folder / "platform", database_url=url, now=now, processing=processing, suite=suite)
        try:
            if serving:
                platform.start()
            yield Site(platform, folder, random.Random(folder.name))
        finally:
            platform.close()


@contextmanager
def _database() -> Iterator[str | None]:
    """A database of one site's own: SQLite in its folder, or a schema in POSTGRESQL."""
    if POSTGRESQL is None:
        yield None
        return
    schema = f"site_{secrets.token_hex(8)}"
    server = create_engine(POSTGRESQL)
    try:
        with server.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        address = server.url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield address.render_as_string(hide_password=False)
        with server.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    finally:
        server.dispose()


class Handler(BaseHTTPRequestHandler):
    """Answers every request with what `server.answer` does."""

    protocol_version = "HTTP/1.1"
    server: _FalseServer

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.path, dict(self.headers), body))
        self.server.answer(self, body)

    do_GET = do_POST = _answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


class _FalseServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[Handler, bytes], None]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.requests: list[tuple[str, dict[str, str], bytes]] = []

    def handle_error(self, *_: object) -> None:
        """The other side went away, which is what many of these tests are about."""


@contextmanager
def false_server(
    answer: Callable[[Handler, bytes], None], tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    """A server that is not the platform; yields its URL and the requests that it got."""
    server = _FalseServer(answer)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://localhost:{server.server_port}", server.requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def always(status: int, body: bytes = b"", **headers: str) -> Callable[[Handler, bytes], None]:
    """One answer to everything."""

    def answer(handler: Handler, _body: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if status != 204:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def pass_on(platform: RunningPlatform, handler: Handler, body: bytes) -> tuple[int, bytes]:
    """Hand a request to the platform, and return what it answers."""
    connection = http.client.HTTPConnection(platform.host, platform.port, timeout=5)
    try:
        connection.request(handler.command, handler.path, body or None, dict(handler.headers))
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def eventually(happened: Callable[[], bool], within: float = 10.0) -> None:
    """Ask until it has happened; each question goes to a real server and takes its time."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
