# SPDX-License-Identifier: GPL-3.0-or-later
"""One signed question to the platform and its verified answer, within set times and to one host only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, TypeVar

import requests
import urllib3

from kiosk.province.classify import trouble_of_exception, trouble_of_reply
from kiosk.province.contract import Reply
from kiosk.province.credentials import Credentials
from kiosk.province.envelope import Content, NotAnEnvelope, WrongSignature, open_envelope
from kiosk.province.gateway import Call, new_nonce, sign
from kiosk.province.server_time import ServerTime
from offline_cache.clock import Clock
from offline_cache.transport import CaptivePortal, ClockRefused, CredentialRefused, PlatformTrouble, Unreachable

MAX_REPLY = 4 << 20
"""Bytes. No reply of the contract comes near it."""

Answer = TypeVar("Answer", bound=Reply)


@dataclass(frozen=True)
class Limits:
    """How long one exchange may take, in seconds."""

    connect: float = 4.0
    silence: float = 20.0
    """Between two pieces of an answer, and before the first."""
    whole: float = 25.0


class Exchange:
    """A connection to one platform. Its methods block; use it on one thread.

    `url` is the platform's address without the path of the contract; `choose` picks one character of a text at random;
    `on_time` is given the time of each answer, which the platform has signed.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        clock: Clock,
        choose: Callable[[str], str],
        limits: Limits,
        on_time: Callable[[datetime], None],
    ) -> None:
        self._url = url.rstrip("/")
        self._credentials = credentials
        self._clock = clock
        self._choose = choose
        self._limits = limits
        self._on_time = on_time
        self.time = ServerTime(clock)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(credentials.authorities) if credentials.authorities else True
        self._session.headers["User-Agent"] = "kiosk"

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def ask(
        self,
        method: Literal["GET", "POST"],
        path: str,
        kind: type[Answer],
        body: bytes = b"",
        *,
        content_type: str = "application/json",
    ) -> tuple[Answer, bytes]:
        """Return the platform's answer, and the signed bytes that it came as; raises a TransportTrouble.

        When the gateway refuses and its clock shows another time, the question is put once more by that time.
        """
        call = Call(method, path, body, content_type)
        try:
            return self._ask_once(call, kind)
        except _Refused as refused:
            if refused.date is None or not self.time.learn(refused.date):
                raise refused.trouble from None
        try:
            return self._ask_once(call, kind)
        except _Refused as refused:
            raise refused.trouble from None

    def fetch(self, path: str, kind: type[Content]) -> tuple[Content, bytes]:
        """Return what the platform has signed for everybody, and the signed bytes; raises a TransportTrouble.

        It answers no question of this terminal's: whether it is new is for the caller to find out.
        """
        try:
            content = self._content(Call("GET", path), new_nonce(self._choose))
        except _Refused as refused:
            raise refused.trouble from None
        return self._opened(kind, content), content

    def _ask_once(self, call: Call, kind: type[Answer]) -> tuple[Answer, bytes]:
        nonce = new_nonce(self._choose)
        content = self._content(call, nonce)
        answer = self._opened(kind, content)
        if answer.nonce != nonce:
            raise CaptivePortal("an answer to another question")
        self.time.learn(answer.time)
        self._on_time(answer.time)
        return answer, content

    def _content(self, call: Call, nonce: str) -> bytes:
        """Return the body of an answer that looks like the platform's."""
        try:
            status, headers, content = self._send(call, nonce)
        except requests.RequestException as error:
            raise trouble_of_exception(error) from error
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable("the answer was cut") from error
        trouble = trouble_of_reply(status, headers, content, self._clock.now())
        if isinstance(trouble, CredentialRefused | ClockRefused):
            raise _Refused(trouble, _date(headers.get("Date", "")))
        if trouble is not None:
            raise trouble
        return content

    def _send(self, call: Call, nonce: str) -> tuple[int, requests.structures.CaseInsensitiveDict[str], bytes]:
        headers = sign(
            call,
            account=self._credentials.account,
            terminal=self._credentials.terminal,
            key=self._credentials.terminal_key,
            timestamp=int(self.time.now().timestamp()),
            nonce=nonce,
        )
        if call.body:
            headers["Content-Type"] = call.content_type
        deadline = self._clock.monotonic() + self._limits.whole
        with self._session.request(
            call.method,
            self._url + call.path,
            data=call.body or None,
            headers=headers,
            timeout=(self._limits.connect, self._limits.silence),
            allow_redirects=False,
            stream=True,
        ) as reply:
            content = bytearray()
            while piece := reply.raw.read1(1 << 16, decode_content=True):
                content += piece
                if len(content) > MAX_REPLY:
                    raise PlatformTrouble("the answer has no end")
                if self._clock.monotonic() > deadline:
                    raise Unreachable("no whole answer in time")
            return reply.status_code, reply.headers, bytes(content)

    def _opened(self, kind: type[Content], content: bytes) -> Content:
        try:
            return open_envelope(kind, content, self._credentials.platform_root)
        except NotAnEnvelope:
            raise CaptivePortal("HTTP 200, and no signed answer") from None
        except WrongSignature:
            raise CaptivePortal("an answer that the platform did not sign") from None


class _Refused(Exception):  # noqa: N818 - says what happened
    """The gateway refuses; its `Date` may tell that the time stamp was to blame."""

    def __init__(self, trouble: CredentialRefused | ClockRefused, date: datetime | None) -> None:
        self.trouble = trouble
        self.date = date


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header).replace(tzinfo=UTC)
    except (ValueError, TypeError):
        return None
