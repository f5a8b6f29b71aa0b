# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases (办件) and their progress, by either number and without anything that names a person; ratings of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Engine, insert, or_, select, update

from kiosk.province.contract import BusinessStatus, CaseProgress, ProgressEvent
from kiosk.province.rating import Satisfaction
from kiosk.province.reference.tables import cases, events


def open_cases(connection: Connection, begun: Sequence[tuple[str, str, str]], *, at: datetime) -> None:
    """Start cases as received (已收件): platform's number, terminal's number and service of each."""
    status = BusinessStatus.RECEIVED.value
    connection.execute(
        insert(cases),
        [
            {"platform_number": platform_number, "number": number, "service": service, "status": status}
            for platform_number, number, service in begun
        ],
    )
    first_lines = [{"platform_number": platform_number, "at": at, "status": status} for platform_number, _, _ in begun]
    connection.execute(insert(events), first_lines)


def move_case(connection: Connection, platform_number: str, status: BusinessStatus, *, at: datetime) -> None:
    """Give a case a new status, and its history a new line."""
    move_cases(connection, [platform_number], status, at=at)


def move_cases(
    connection: Connection, platform_numbers: Sequence[str], status: BusinessStatus, *, at: datetime
) -> None:
    """Give cases a new status, and the history of each a new line."""
    these = cases.c.platform_number.in_(platform_numbers)
    connection.execute(update(cases).where(these).values(status=status.value))
    lines = [{"platform_number": number, "at": at, "status": status.value} for number in platform_numbers]
    connection.execute(insert(events), lines)


def case_progress(database: Engine, number: str) -> CaseProgress | None:
    """Return the case with this number, the terminal's or the platform's; None when there is none."""
    with database.begin() as connection:
        case = connection.execute(select(cases).where(_named(number))).one_or_none()
        if case is None:
            return None
        history = connection.execute(
            select(events).where(events.c.platform_number == case.platform_number).order_by(events.c.id)
        ).all()
    return CaseProgress(
        number=case.number,
        platform_number=case.platform_number,
        service=case.service,
        status=BusinessStatus(case.status),
        timeline=tuple(ProgressEvent(at=line.at, status=BusinessStatus(line.status)) for line in history),
    )


def rate_case(
    database: Engine, number: str, satisfaction: Satisfaction, *, at: datetime
) -> Literal["recorded", "already_rated", "unknown_case"]:
    """Keep the first rating of a case; the same one again, from a repeated request, counts as recorded."""
    with database.begin() as connection:
        unrated = _named(number) & cases.c.satisfaction.is_(None)
        if connection.execute(
            update(cases).where(unrated).values(satisfaction=satisfaction.value, rated_at=at)
        ).rowcount:
            return "recorded"
        earlier = connection.execute(select(cases.c.satisfaction).where(_named(number))).scalar_one_or_none()
    if earlier is None:
        return "unknown_case"
    return "recorded" if earlier == satisfaction.value else "already_rated"


def _named(number: str) -> ColumnElement[bool]:
    return or_(cases.c.number == number, cases.c.platform_number == number)
