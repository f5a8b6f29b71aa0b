# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's own numbers (申办流水号): area (6 digits), day in China (8), count of that day (6), check digit.

With 21 digits it never looks like a terminal's number, which has 20; the check digit is the same kind.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.province.reference.tables import counters
from offline_cache.number import check_digit

CHINA = timezone(timedelta(hours=8))
"""The whole country keeps this time, without summer time."""


def allot_number(connection: Connection, *, division: str, at: datetime) -> str:
    """Return a number that nobody has, counted on in the same transaction; a rollback leaves no gap."""
    area, day = division[:6], at.astimezone(CHINA).strftime("%Y%m%d")
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    count = (
        insert(counters)
        .values(area=area, day=day, last=1)
        .on_conflict_do_update(index_elements=["area", "day"], set_={"last": counters.c.last + 1})
        .returning(counters.c.last)
    )
    digits = f"{area}{day}{connection.execute(count).scalar_one():06d}"
    return digits + check_digit(digits)
