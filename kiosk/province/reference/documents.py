# SPDX-License-Identifier: GPL-3.0-or-later
"""Sealed documents: issued once for each key, kept as they were sealed, found by their code, and revoked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Engine, LargeBinary, Row, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.local_time import local_day
from kiosk.province.documents import CertificateKind, CertificateRequest, SealedDocument
from kiosk.province.reference.authority import OFFICES, DocumentAuthority
from kiosk.province.reference.certificates import write_certificate
from kiosk.province.reference.sealing_documents import seal_document
from kiosk.province.reference.tables import UtcTime, metadata
from kiosk.province.verification_code import new_code

_log = logging.getLogger(__name__)

documents = Table(
    "sealed_documents",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("key", String(36), nullable=False, unique=True),
    Column("terminal", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("title", String(80), nullable=False),
    Column("office", String(80), nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("pdf", LargeBinary, nullable=False),
)


def issue(
    database: Engine,
    authority: DocumentAuthority,
    request: CertificateRequest,
    *,
    terminal: str,
    below: Callable[[int], int],
    at: datetime,
) -> SealedDocument:
    """Return the certificate that a request asks for, sealed and kept; for a key that came before, the same one.

    `below` draws a number below its argument at random. Raises NoRecord or AtTheCounter.
    """
    this = documents.c.key == request.key
    with database.begin() as connection:
        earlier = connection.execute(select(documents).where(this)).one_or_none()
    if earlier is not None:
        return _document(earlier)
    code = new_code(below)
    number = f"{local_day(at):%Y%m%d}{below(10**8):08d}"
    certificate = write_certificate(
        request.kind, request.person, purpose=request.purpose, number=number, code=code, at=at
    )
    pdf = seal_document(certificate.rendered, authority, office=certificate.seal, at=at)
    row = {
        "code": code,
        "key": request.key,
        "terminal": terminal,
        "kind": request.kind.value,
        "title": certificate.title,
        "office": OFFICES[certificate.seal],
        "issued_at": at,
        "pdf": pdf,
    }
    try:
        with database.begin() as connection:
            connection.execute(insert(documents).values(row))
    except IntegrityError:  # the same request at the same moment, over another connection
        _log.info("a certificate was asked for twice at once")
    with database.begin() as connection:
        return _document(connection.execute(select(documents).where(this)).one())


def original_of(database: Engine, code: str) -> SealedDocument | None:
    """Return the document with a verification code, and the state of its seal; None when there is none."""
    with database.begin() as connection:
        row = connection.execute(select(documents).where(documents.c.code == code)).one_or_none()
    return None if row is None else _document(row)


def revoke(database: Engine, code: str, *, at: datetime) -> bool:
    """Withdraw a document; return whether there is one. Once revoked it stays so, as of the first time."""
    with database.begin() as connection:
        this = documents.c.code == code
        connection.execute(update(documents).where(this & documents.c.revoked_at.is_(None)).values(revoked_at=at))
        return connection.execute(select(documents.c.code).where(this)).one_or_none() is not None


def _document(row: Row[Any]) -> SealedDocument:
    return SealedDocument(
        code=row.code,
        kind=CertificateKind(row.kind),
        title=row.title,
        office=row.office,
        issued_at=row.issued_at,
        state="valid" if row.revoked_at is None else "revoked",
        revoked_at=row.revoked_at,
        pdf=row.pdf,
    )
