# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of sealed documents in the platform's web application."""

# FastAPI reads the annotations of the functions below; as text they could not name what stands beside them.
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Response
from sqlalchemy import Engine

from kiosk.province.contract import Reply
from kiosk.province.documents import (
    CERTIFICATES,
    ORIGINALS,
    CertificateReply,
    CertificateRequest,
    OriginalReply,
    OriginalRequest,
)
from kiosk.province.reference.authority import DocumentAuthority
from kiosk.province.reference.certificates import AtTheCounter, NoRecord
from kiosk.province.reference.documents import issue, original_of
from kiosk.province.reference.gate import Caller
from kiosk.province.reference.openapi import signed


def add_document_routes(
    app: FastAPI,
    database: Engine,
    authority: DocumentAuthority,
    *,
    now: Callable[[], datetime],
    caller: Callable[..., Caller],
    answer: Callable[[Reply], Response],
) -> None:
    """Add them; `caller` lets a terminal in, `answer` signs what it is told."""
    admitted: Any = Depends(caller)

    @app.post(CERTIFICATES, responses=signed(CertificateReply))
    def certify(request: CertificateRequest, by: Annotated[Caller, admitted]) -> Response:
        """Issue a certificate for a person who has shown a card, sealed by the office that certifies it."""
        at = now()
        try:
            document = issue(database, authority, request, terminal=by.terminal, below=secrets.randbelow, at=at)
        except NoRecord:
            return answer(CertificateReply(nonce=by.nonce, time=at, result="no_record"))
        except AtTheCounter:
            return answer(CertificateReply(nonce=by.nonce, time=at, result="counter"))
        return answer(CertificateReply(nonce=by.nonce, time=at, result="sealed", document=document))

    @app.post(ORIGINALS, responses=signed(OriginalReply))
    def original(request: OriginalRequest, by: Annotated[Caller, admitted]) -> Response:
        """Hand out the original behind a verification code, and say whether its seal still stands (验真)."""
        document = original_of(database, request.code)
        return answer(OriginalReply(nonce=by.nonce, time=now(), document=document))
