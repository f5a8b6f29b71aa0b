# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's questions about sealed documents, over a connection of their own: what comes back is large."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.province.credentials import Credentials
from kiosk.province.documents import (
    CERTIFICATES,
    ORIGINALS,
    CertificateReply,
    CertificateRequest,
    OriginalReply,
    OriginalRequest,
    SealedDocument,
)
from kiosk.province.exchange import Exchange, Limits
from offline_cache.clock import Clock


class DocumentClient:
    """One terminal's way to sealed documents, on one thread; its arguments are those of `ProvinceClient`.

    Every method blocks and raises a TransportTrouble when the platform's own answer did not arrive.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        clock: Clock,
        choose: Callable[[str], str],
        limits: Limits = Limits(),  # noqa: B008 - immutable
        on_time: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        self._exchange = Exchange(url, credentials, clock=clock, choose=choose, limits=limits, on_time=on_time)

    def certify(self, request: CertificateRequest) -> CertificateReply:
        """Ask for a certificate; to repeat it with the same key is harmless."""
        body = request.model_dump_json().encode()
        reply, _ = self._exchange.ask("POST", CERTIFICATES, CertificateReply, body)
        return reply

    def original(self, code: str) -> SealedDocument | None:
        """Return the original behind a verification code that `read_code` has read; None when there is none."""
        body = OriginalRequest(code=code).model_dump_json().encode()
        reply, _ = self._exchange.ask("POST", ORIGINALS, OriginalReply, body)
        return reply.document

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()
