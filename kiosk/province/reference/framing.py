# SPDX-License-Identifier: GPL-3.0-or-later
"""Around every request: no body without a length or over the limit; around every reply: the platform's `Date`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.province.contract import MAX_BODY


class Framing:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse its length."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["date"] = format_datetime(self._now(), usegmt=True)
            await send(message)

        refusal = _refusal(Headers(scope=scope), scope["method"])
        await (refusal or self._app)(scope, receive, send_dated)


def _refusal(headers: Headers, method: str) -> ASGIApp | None:
    length = headers.get("content-length", "0" if method == "GET" else "")
    if not length.isdecimal() or "transfer-encoding" in headers:
        return JSONResponse({"code": 400411, "msg": "缺少 Content-Length。"}, 411)
    if int(length) > MAX_BODY:
        return JSONResponse({"code": 400413, "msg": "请求过大。"}, 413)
    return None
