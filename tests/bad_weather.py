# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference platform in this process, and a line to it that misbehaves as told: no socket, and no time of its own.

A terminal's real client speaks to the real platform's application; between them each exchange meets one `Mishap`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import ssl
import threading
from collections.abc import Callable, MutableMapping
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, event, select
from sqlalchemy.exc import OperationalError

from kiosk.province.contract import DELIVERIES
from kiosk.province.credentials import Credentials, load_credentials
from kiosk.province.reference.app import Platform, create_app
from kiosk.province.reference.processing import process_next
from kiosk.province.reference.provision import enrol_terminal
from kiosk.province.reference.running import RunningPlatform
from kiosk.province.reference.tables import attachments, cases, deliveries, events, pieces
from offline_cache.sealing import Sealed

URL = "http://platform.example"


class Mishap(StrEnum):
    """What becomes of one exchange."""

    NONE = "none"
    NO_LINK = "no link"
    """It never arrives."""
    REPLY_LOST = "reply lost"
    REPLY_CUT = "reply cut"
    TWICE = "twice"
    """The network repeats the request, and the second answer is the one that comes back."""
    LATE = "late"
    """The terminal gives up waiting; the request arrives later, or never."""
    OLD_REPLY = "old reply"
    """Somebody plays back what the platform said before."""
    ERROR_500 = "500"
    ERROR_503 = "503, come back"
    ERROR_429 = "429"
    GATEWAY_REFUSES = "the gateway refuses"
    GATEWAY_BLAMES_CLOCK = "the gateway blames the clock"
    PORTAL = "captive portal"
    EMPTY_200 = "empty 200"
    WRONG_SIGNATURE = "wrong signature"
    TAMPERED = "tampered"
    CERTIFICATE = "wrong certificate"
    CERTIFICATE_TIME = "certificate not valid now"
    NOT_STORED = "not stored"
    """The platform's database fails it in the middle: 409 for each item."""


_ANSWERS: dict[Mishap, tuple[int, bytes, dict[str, str]]] = {
    Mishap.ERROR_500: (500, b'{"code":1,"msg":"NullPointerException"}', {}),
    Mishap.ERROR_503: (503, b"", {"Retry-After": "20"}),
    Mishap.ERROR_429: (429, b"", {"Retry-After": "30"}),
    Mishap.GATEWAY_REFUSES: (500, '{"code":400001,"msg":"鉴权失败，鉴权信息有误。"}'.encode(), {}),
    Mishap.GATEWAY_BLAMES_CLOCK: (500, b'{"errcode":400000400,"errmsg":"timestamp is out of date."}', {}),
    Mishap.PORTAL: (200, "<html>请登录</html>".encode(), {}),
    Mishap.EMPTY_200: (200, b"", {}),
}


class PlatformHere:
    """A reference platform in a folder whose time is the test's; `restart` ends it and starts it anew."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self.fails_to_store = False
        self.requests = 0
        self._start()

    @staticmethod
    def template(folder: Path, terminal: str, division: str, now: datetime) -> Credentials:
        """Make a platform with one enrolled terminal once, to be copied for each example; return its credentials."""
        made = RunningPlatform(folder, now=lambda: now)
        enrol_terminal(
            folder, made.database, terminal=terminal, division=division, credentials=folder / "terminal", now=now
        )
        made.close()
        return load_credentials(folder / "terminal")

    @classmethod
    def copied(cls, template: Path, folder: Path, now: Callable[[], datetime]) -> PlatformHere:
        shutil.copytree(template, folder)
        return cls(folder, now)

    def _start(self) -> None:
        made = RunningPlatform(self._folder, now=self._now, processing=False)
        self.database, self.keys = made.database, made.keys
        event.listen(self.database, "before_cursor_execute", self._fail_to_store)
        self._app = create_app(Platform(self.database, self.keys, self._now, lambda: None, made.authority))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="platform", daemon=True)
        self._thread.start()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(_end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()
        self.database.dispose()

    def restart(self) -> None:
        self.close()
        self._start()

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

        asyncio.run_coroutine_threadsafe(self._app(scope, receive, send), self._loop).result(60)
        content = b"".join(message.get("body", b"") for message in said[1:])
        return said[0]["status"], content, {name.decode(): value.decode() for name, value in said[0]["headers"]}

    def process(self, most: int = 1000) -> None:
        """Settle up to so many deliveries."""
        for _ in range(most):
            if not process_next(self.database, self.keys.sealing, now=self._now()):
                return

    def held(self) -> dict[str, Sealed]:
        """What the platform holds, by idempotency key; fails when a key or number is there twice."""
        with self.database.begin() as connection:
            rows = connection.execute(select(deliveries.c.key, deliveries.c.number, deliveries.c.item)).all()
        found = {row.key: Sealed.from_wire(row.item) for row in rows}
        assert len(found) == len(rows) == len({row.number for row in rows})
        return found

    def forget(self, key: str) -> None:
        """As after a restore from a backup that did not have it yet."""
        with self.database.begin() as connection:
            [number] = connection.scalars(select(deliveries.c.platform_number).where(deliveries.c.key == key))
            for table in (events, cases, deliveries):
                connection.execute(delete(table).where(table.c.platform_number == number))
            own = select(attachments.c.digest).where(attachments.c.key == key)
            connection.execute(delete(pieces).where(pieces.c.digest.in_(own)))
            connection.execute(delete(attachments).where(attachments.c.key == key))

    def _fail_to_store(self, *args: Any) -> None:
        statement = args[2]
        if self.fails_to_store and statement.startswith("INSERT INTO deliveries"):
            raise OperationalError(statement, None, Exception("database is locked"))


class BadWeather(requests.adapters.BaseAdapter):
    """The line of a terminal's client to a platform in this process.

    `ahead` are the next mishaps. After them comes `usual`, or, by chance of `mixed`, any other.
    """

    def __init__(self, platform: PlatformHere) -> None:
        super().__init__()
        self.platform = platform
        self.usual = Mishap.NONE
        self.mixed = 0.0
        """Share of exchanges that meet a mishap of chance's choice."""
        self.chance = Random(0)
        self.ahead: list[Mishap] = []
        self.late: list[tuple[str, str, bytes, dict[str, str]]] = []
        """Requests that may still arrive."""
        self._impostor = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
        self._before: bytes = b""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        mishap = self.ahead.pop(0) if self.ahead else self._by_chance()
        assert request.method is not None
        assert request.url is not None
        body = request.body or b""
        assert isinstance(body, bytes)
        sent = (request.method, urlsplit(request.url).path, body, dict(request.headers))
        if mishap in {Mishap.NO_LINK, Mishap.LATE}:
            if mishap is Mishap.LATE:
                self.late.append(sent)
            raise requests.ConnectionError
        if mishap in {Mishap.CERTIFICATE, Mishap.CERTIFICATE_TIME}:
            raise _certificate(9 if mishap is Mishap.CERTIFICATE_TIME else 20)
        if mishap in _ANSWERS:
            status, content, more = _ANSWERS[mishap]
            return self._reply(request, status, content, more | {"Date": self._date()})
        return self._through(mishap, request, sent)

    def close(self) -> None:
        pass

    def clear_up(self) -> None:
        """From now on nothing goes wrong."""
        self.usual, self.mixed = Mishap.NONE, 0.0
        self.ahead.clear()

    def arrive(self) -> None:
        """What was late arrives now, and nobody waits for the answers."""
        for method, path, body, headers in self.late:
            self.platform.answer(method, path, body, headers)
        self.late.clear()

    def _by_chance(self) -> Mishap:
        return self.chance.choice(list(Mishap)) if self.chance.random() < self.mixed else self.usual

    def _through(
        self, mishap: Mishap, request: requests.PreparedRequest, sent: tuple[str, str, bytes, dict[str, str]]
    ) -> requests.Response:
        self.platform.fails_to_store = mishap is Mishap.NOT_STORED
        status, content, headers = self.platform.answer(*sent)
        self.platform.fails_to_store = False
        before, self._before = self._before, content
        if mishap is Mishap.REPLY_LOST:
            raise requests.ConnectionError
        if mishap is Mishap.TWICE:
            status, content, headers = self.platform.answer(*sent)
        if mishap is Mishap.REPLY_CUT:
            return self._reply(request, status, content[: len(content) // 2], headers, length=len(content))
        if mishap is Mishap.OLD_REPLY and before:
            content = before
        if mishap is Mishap.WRONG_SIGNATURE and status == requests.codes.ok:
            envelope = json.loads(content)
            purpose = "kiosk-delivery-v1" if sent[1] == DELIVERIES else "kiosk-status-v1"
            signature = self._impostor.sign(f"{purpose}\n{envelope['signed']}".encode())
            content = json.dumps(envelope | {"signature": base64.b64encode(signature).decode()}).encode()
        if mishap is Mishap.TAMPERED:
            content = content.replace(b"rejected", b"accepted").replace(b"working", b"accepted")
            content = content.replace(b"unknown", b"settled").replace(b"accepted", b"settled")
        return self._reply(request, status, content, headers)

    def _reply(
        self,
        request: requests.PreparedRequest,
        status: int,
        content: bytes,
        headers: dict[str, str],
        length: int | None = None,
    ) -> requests.Response:
        raw = urllib3.HTTPResponse(
            body=BytesIO(content),
            headers=headers | {"content-length": str(len(content) if length is None else length)},
            status=status,
            preload_content=False,
            enforce_content_length=True,
            request_method=request.method,
        )
        response = requests.Response()
        response.status_code = status
        response.headers = requests.structures.CaseInsensitiveDict(raw.headers)
        response.raw = raw
        response.request = request
        return response

    def _date(self) -> str:
        return format_datetime(self.platform._now(), usegmt=True)


async def _end() -> None:
    """Let the loop's own threads go before it closes."""
    await asyncio.get_running_loop().shutdown_default_executor()


def _certificate(code: int) -> requests.exceptions.SSLError:
    cause = ssl.SSLCertVerificationError("certificate verify failed")
    cause.verify_code, cause.verify_message = code, "not this one"
    return requests.exceptions.SSLError(cause)
