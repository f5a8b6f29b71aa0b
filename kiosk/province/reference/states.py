# SPDX-License-Identifier: GPL-3.0-or-later
"""How far deliveries are, by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, select

from kiosk.province.contract import BusinessStatus, ItemStatus, Reason
from kiosk.province.reference.tables import cases, deliveries


def states_of(database: Engine, keys: Sequence[str]) -> tuple[ItemStatus, ...]:
    """Return the state of each key, in the order of the keys."""
    question = (
        select(deliveries, cases.c.status)
        .join(cases, cases.c.platform_number == deliveries.c.platform_number)
        .where(deliveries.c.key.in_(keys))
    )
    with database.begin() as connection:
        found = {row.key: row for row in connection.execute(question)}
    return tuple(_state(key, found.get(key)) for key in keys)


def _state(key: str, row: Row[Any] | None) -> ItemStatus:
    if row is None:
        return ItemStatus(key=key, state="unknown")
    return ItemStatus(
        key=key,
        state=row.state,
        digest=row.digest,
        reason=row.reason and Reason(row.reason),
        platform_number=row.platform_number,
        business_status=BusinessStatus(row.status),
        settled_at=row.settled_at,
    )
