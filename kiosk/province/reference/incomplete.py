# SPDX-License-Identifier: GPL-3.0-or-later
"""Transactions whose attachments have not all come yet: kept, and not yet accepted.

The transaction comes first, then its attachments: so what is taken is what a terminal has signed for, no more than it
has signed for, and the citizen's words are there long before the pictures are over a slow line. It is `working` until
the last piece; that piece accepts it, even when the terminal never comes back to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from kiosk.province.contract import AttachmentState, Reason
from kiosk.province.reference.attachments import expect, missing
from kiosk.province.reference.tables import incomplete
from offline_cache.sealing import Header, Sealed


def held_back(connection: Connection, headers: Sequence[Header]) -> set[str]:
    """Return those keys and numbers of these headers under which a transaction is waiting for attachments."""
    columns = incomplete.c
    wanted = or_(columns.key.in_([each.key for each in headers]), columns.number.in_([each.number for each in headers]))
    return {name for row in connection.execute(select(columns.key, columns.number).where(wanted)) for name in row}


def hold(connection: Connection, sealed: Sealed, header: Header) -> tuple[AttachmentState, ...] | Reason:
    """Keep a checked transaction while attachments are missing; return these, nothing when none is, or why not."""
    this = or_(incomplete.c.key == header.key, incomplete.c.number == header.number)
    kept = connection.execute(select(incomplete).where(this)).all()
    if not kept:
        if not header.attachments:
            return ()
        if not expect(connection, header.key, header.attachments):
            return Reason.BAD_HEADER
        row = {"key": header.key, "terminal": header.terminal, "digest": sealed.digest, "number": header.number}
        connection.execute(insert(incomplete).values(item=sealed.to_wire(), arrivals=1, **row))
    elif all(row.key != header.key for row in kept):
        return Reason.DUPLICATE_NUMBER
    elif any(row.digest != sealed.digest for row in kept):
        return Reason.OTHER_CONTENT
    else:
        counted = {"arrivals": incomplete.c.arrivals + 1}
        connection.execute(update(incomplete).where(incomplete.c.key == header.key).values(counted))
    return missing(connection, header.key)


def take_complete(connection: Connection, key: str) -> Row[Any] | None:
    """Take a transaction out whose last attachment has come; None while one is missing."""
    if missing(connection, key):
        return None
    this = incomplete.c.key == key
    row = connection.execute(select(incomplete).where(this)).one_or_none()
    connection.execute(delete(incomplete).where(this))
    return row
