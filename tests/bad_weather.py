# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal's line to the platform that misbehaves as told: no socket, and no time of its own.

A terminal's real client speaks to the real platform's application; between them each exchange meets one `Mishap`.
"""

from __future__ import annotations

import base64
import json
import ssl
from email.utils import format_datetime
from enum import StrEnum
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.province.contract import DELIVERIES, STATUS, AttachmentsReply, DeliveryReply, StatusReply
from offline_cache.sealing import SigningKey
from tests.platform_here import PlatformHere

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
    SHUFFLED = "shuffled"
    """The platform answers about the items in another order, as it may."""
    PASSED_OVER = "passed over"
    """The platform says nothing about the first item."""


_ANSWERS: dict[Mishap, tuple[int, bytes, dict[str, str]]] = {
    Mishap.ERROR_500: (500, b'{"code":1,"msg":"NullPointerException"}', {}),
    Mishap.ERROR_503: (503, b"", {"Retry-After": "20"}),
    Mishap.ERROR_429: (429, b"", {"Retry-After": "30"}),
    Mishap.GATEWAY_REFUSES: (500, '{"code":400001,"msg":"鉴权失败，鉴权信息有误。"}'.encode(), {}),
    Mishap.GATEWAY_BLAMES_CLOCK: (500, b'{"errcode":400000400,"errmsg":"timestamp is out of date."}', {}),
    Mishap.PORTAL: (200, "<html>请登录</html>".encode(), {}),
    Mishap.EMPTY_200: (200, b"", {}),
}


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
            purpose, _ = _reply_to(sent[1])
            content = _signed(purpose, json.loads(content)["signed"], self._impostor)
        if mishap in {Mishap.SHUFFLED, Mishap.PASSED_OVER} and status == requests.codes.ok:
            purpose, of_items = _reply_to(sent[1])
            said = json.loads(json.loads(content)["signed"])
            said[of_items] = said[of_items][::-1] if mishap is Mishap.SHUFFLED else said[of_items][1:]
            content = _signed(purpose, json.dumps(said), self.platform.keys.root)
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
        return format_datetime(self.platform.now(), usegmt=True)


def _reply_to(path: str) -> tuple[str, str]:
    """What a reply to a question under this path is signed for, and the name of its items."""
    if path == DELIVERIES:
        return DeliveryReply.purpose, "results"
    return (StatusReply.purpose, "items") if path == STATUS else (AttachmentsReply.purpose, "attachments")


def _signed(purpose: str, text: str, key: SigningKey) -> bytes:
    """A platform's answer with this text."""
    signature = base64.b64encode(key.sign(f"{purpose}\n{text}".encode())).decode()
    return json.dumps({"signed": text, "signature": signature}).encode()


def _certificate(code: int) -> requests.exceptions.SSLError:
    cause = ssl.SSLCertVerificationError("certificate verify failed")
    cause.verify_code, cause.verify_message = code, "not this one"
    return requests.exceptions.SSLError(cause)
