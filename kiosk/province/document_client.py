# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's questions about sealed documents, over a connection of their own: what comes back is large."""

from __future__ import annotations

from kiosk.province.documents import (
    CERTIFICATES,
    ORIGINALS,
    CertificateReply,
    CertificateRequest,
    OriginalReply,
    OriginalRequest,
    SealedDocument,
)
from kiosk.province.exchange import Exchange


class DocumentClient:
    """Asks over one exchange, on one thread. Every method blocks and raises a TransportTrouble when nothing came."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

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
