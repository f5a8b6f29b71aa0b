# SPDX-License-Identifier: GPL-3.0-or-later
"""Transactions whose attachments have not all come yet: kept, and not yet accepted.

The transaction comes first, then its attachments: so what is taken is what a terminal has signed for, no more than it
has signed for, and the citizen's words are there long before the pictures are over a slow line. It is `working` until
the last piece; that piece accepts it, even when the terminal never comes back to ask.

When nothing comes for it in a year, it is dropped. It was never accepted, so its terminal still has it: what comes
after that is taken as if it came for the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.province.contract import AttachmentState, Reason
from kiosk.province.reference.attachments import expect, missing
from kiosk.province.reference.tables import UtcTime, attachments, incomplete, pieces, signs
from offline_cache.sealing import Header, Sealed

KEPT = timedelta(days=366)
"""From the last sign on; a terminal that is out of reach for longer brings its attachments from the beginning."""
SIGN_EVERY = timedelta(days=1)


def held_back(connection: Connection, headers: Sequence[Header]) -> set[str]:
    """Return those keys and numbers of these headers under which a transaction is waiting for attachments."""
    columns = incomplete.c
    wanted = or_(columns.key.in_([each.key for each in headers]), columns.number.in_([each.number for each in headers]))
    return {name for row in connection.execute(select(columns.key, columns.number).where(wanted)) for name in row}


def hold(
    connection: Connection, sealed: Sealed, header: Header, *, now: datetime
) -> tuple[AttachmentState, ...] | Reason:
    """Keep a checked transaction while attachments are missing; return these, nothing when none is, or why not."""
    this = or_(incomplete.c.key == header.key, incomplete.c.number == header.number)
    # Locked, so that it is not dropped in the same moment.
    kept = connection.execute(select(incomplete).where(this).with_for_update()).all()
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
    note_sign(connection, header.key, now=now)
    return missing(connection, header.key)


def note_sign(connection: Connection, key: str, *, now: datetime) -> None:
    """Something has come for an incomplete transaction; noted once a day."""
    insert_or = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    noted = insert_or(signs).values(key=key, at=now)
    connection.execute(
        noted.on_conflict_do_update(index_elements=["key"], set_={"at": now}, where=signs.c.at < now - SIGN_EVERY)
    )


def drop_forsaken(database: Engine, *, now: datetime) -> int:
    """Drop transactions for which nothing has come in a year, with their pieces; return how many."""
    with database.begin() as connection:
        unsigned = select(incomplete.c.key, literal(now, UtcTime)).where(incomplete.c.key.not_in(select(signs.c.key)))
        connection.execute(insert(signs).from_select(["key", "at"], unsigned))
        old = select(signs.c.key).where(signs.c.at < now - KEPT)
        this = incomplete.c.key.in_(old)
        keys = connection.scalars(select(incomplete.c.key).where(this).with_for_update()).all()
        listed = select(attachments.c.digest).where(attachments.c.key.in_(keys))
        connection.execute(delete(pieces).where(pieces.c.digest.in_(listed)))
        connection.execute(delete(attachments).where(attachments.c.key.in_(keys)))
        connection.execute(delete(incomplete).where(incomplete.c.key.in_(keys)))
        connection.execute(delete(signs).where(signs.c.key.in_(keys)))
    return len(keys)


def take_complete(connection: Connection, key: str) -> Row[Any] | None:
    """Take a transaction out whose last attachment has come; None while one is missing."""
    if missing(connection, key):
        return None
    this = incomplete.c.key == key
    row = connection.execute(select(incomplete).where(this)).one_or_none()
    connection.execute(delete(incomplete).where(this))
    connection.execute(delete(signs).where(signs.c.key == key))
    return row
