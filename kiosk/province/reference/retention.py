# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the platform keeps what: sealed bytes for a year after they are settled, keys and numbers for good.

A terminal may come back with a case from a shelf or an old disk after years. Its key, digest and number are a few
bytes, and as long as they are there the case counts once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select, update

from kiosk.province.reference.tables import attachments, deliveries, pieces

BYTES_KEPT = timedelta(days=366)


def drop_old_bytes(database: Engine, *, now: datetime) -> int:
    """Delete the sealed bytes, attachments included, of what was settled over a year ago; return of how many."""
    old = (deliveries.c.state == "settled") & (deliveries.c.settled_at < now - BYTES_KEPT) & (deliveries.c.item != b"")
    with database.begin() as connection:
        keys = select(deliveries.c.key).where(old)
        listed = select(attachments.c.digest).where(attachments.c.key.in_(keys))
        connection.execute(delete(pieces).where(pieces.c.digest.in_(listed)))
        return connection.execute(update(deliveries).where(old).values(item=b"")).rowcount
