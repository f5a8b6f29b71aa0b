# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's own numbers (申办流水号): area (6 digits), day in China (8), count of that day (6), check digit.

With 21 digits it never looks like a terminal's number, which has 20; the check digit is the same kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import count

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.province.reference.tables import counters
from offline_cache.number import check_digit

CHINA = timezone(timedelta(hours=8))
"""The whole country keeps this time, without summer time."""


def allot_numbers(connection: Connection, divisions: Sequence[str], *, at: datetime) -> list[str]:
    """Return for each division a number that nobody has, counted on in the same transaction; a rollback leaves no gap.

    Counters are taken in the order of their areas, so that two batches never wait for one another.
    """
    day = at.astimezone(CHINA).strftime("%Y%m%d")
    wanted = Counter(division[:6] for division in divisions)
    upcoming = {area: count(_counted_on(connection, area, day, wanted[area]) + 1) for area in sorted(wanted)}
    digits = [f"{division[:6]}{day}{next(upcoming[division[:6]]):06d}" for division in divisions]
    return [each + check_digit(each) for each in digits]


def _counted_on(connection: Connection, area: str, day: str, by: int) -> int:
    """Increase the counter of an area and day, and return what it was."""
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    increase = (
        insert(counters)
        .values(area=area, day=day, last=by)
        .on_conflict_do_update(index_elements=["area", "day"], set_={"last": counters.c.last + by})
        .returning(counters.c.last)
    )
    last: int = connection.execute(increase).scalar_one()
    return last - by
