# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's record of one transaction: what proves that it arrived, and arrived once."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import Engine, func, or_, select

from kiosk.province.contract import CaseProgress
from kiosk.province.reference.cases import case_progress
from kiosk.province.reference.tables import deliveries


class TransactionRecord(BaseModel):
    """One transaction as the platform keeps it, without its content."""

    model_config = ConfigDict(frozen=True)

    key: str
    terminal: str
    number: str
    platform_number: str
    digest: str
    state: str
    """`accepted`, `settled` or `rejected`."""
    reason: str | None
    accepted_at: AwareDatetime
    settled_at: AwareDatetime | None
    arrivals: int
    """How often the same bytes were delivered; stored they are once."""
    case: CaseProgress


def record_of(database: Engine, name: str) -> TransactionRecord | None:
    """Return the record with this idempotency key, terminal's number or platform's number; None when there is none."""
    columns = deliveries.c
    named = or_(columns.key == name, columns.number == name, columns.platform_number == name)
    with database.begin() as connection:
        row = connection.execute(select(deliveries).where(named)).one_or_none()
    case = None if row is None else case_progress(database, row.number)
    if row is None or case is None:
        return None
    kept = {name: getattr(row, name) for name in TransactionRecord.model_fields if name != "case"}
    return TransactionRecord(**kept, case=case)


def count_transactions(database: Engine) -> int:
    """Return how many transactions the platform holds."""
    with database.begin() as connection:
        return connection.execute(select(func.count()).select_from(deliveries)).scalar_one()
