# SPDX-License-Identifier: GPL-3.0-or-later
"""The last heartbeat of each terminal: how it is, and which ones nobody has heard of for long."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.province.contract import Heartbeat
from kiosk.province.reference.tables import heartbeats, terminals


class TerminalRecord(BaseModel):
    """One enrolled terminal, and what it said last."""

    model_config = ConfigDict(frozen=True)

    terminal: str
    division: str
    enrolled_at: AwareDatetime
    heard_at: AwareDatetime | None
    """When its last heartbeat came, by the platform's time; None when none ever came."""
    told: Heartbeat | None


def keep_heartbeat(database: Engine, terminal: str, beat: Heartbeat, *, at: datetime) -> None:
    """Keep a terminal's heartbeat, in place of the one before."""
    insert = postgresql_insert if database.dialect.name == "postgresql" else sqlite_insert
    row = {"at": at, "told": beat.model_dump_json().encode()}
    kept = insert(heartbeats).values(terminal=terminal, **row)
    with database.begin() as connection:
        connection.execute(kept.on_conflict_do_update(index_elements=["terminal"], set_=row))


def terminal_records(database: Engine) -> list[TerminalRecord]:
    """Return every enrolled terminal, those first that nobody has heard of for longest."""
    question = (
        select(terminals.c.terminal, terminals.c.division, terminals.c.enrolled_at, heartbeats.c.at, heartbeats.c.told)
        .outerjoin(heartbeats, heartbeats.c.terminal == terminals.c.terminal)
        .order_by(heartbeats.c.at.is_not(None), heartbeats.c.at, terminals.c.terminal)
    )
    with database.begin() as connection:
        rows = connection.execute(question).all()
    return [
        TerminalRecord(
            terminal=row.terminal,
            division=row.division,
            enrolled_at=row.enrolled_at,
            heard_at=row.at,
            told=None if row.told is None else Heartbeat.model_validate_json(row.told),
        )
        for row in rows
    ]
