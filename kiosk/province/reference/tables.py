# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's tables, and how its database is opened: SQLite for a demo, PostgreSQL for a province."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, make_url

LOCK_WAIT = 2.0
"""Seconds that a delivery waits for another one that is being stored, before it is told to come back."""


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC; databases keep it without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what is stored."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what was stored."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

accounts = Table(
    "gateway_accounts",
    metadata,
    Column("paasid", String(64), primary_key=True),
    Column("token", String(64), nullable=False),
)

nonces = Table(
    "gateway_nonces",
    metadata,
    Column("paasid", String(64)),
    Column("nonce", String(36)),
    Column("expires", UtcTime, nullable=False, index=True),
    PrimaryKeyConstraint("paasid", "nonce"),
)

terminals = Table(
    "terminals",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("division", String(12), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("paasid", ForeignKey("gateway_accounts.paasid"), nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("enrolled_at", UtcTime, nullable=False),
)

earlier_keys = Table(
    "earlier_terminal_keys",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal")),
    Column("public_key", LargeBinary),
    PrimaryKeyConstraint("terminal", "public_key"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("terminal", ForeignKey("terminals.terminal"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("told", LargeBinary, nullable=False),
)

counters = Table(
    "number_counters",
    metadata,
    Column("area", String(6)),
    Column("day", String(8)),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("area", "day"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String(36), primary_key=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("platform_number", String(40), nullable=False, unique=True),
    Column("item", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32)),
    Column("accepted_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("arrivals", Integer, nullable=False),
    Index("deliveries_waiting", "state", "accepted_at"),
)

incomplete = Table(
    "incomplete_deliveries",
    metadata,
    Column("key", String(36), primary_key=True),
    Column("terminal", ForeignKey("terminals.terminal"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("item", LargeBinary, nullable=False),
    Column("arrivals", Integer, nullable=False),
)

signs = Table(
    "incomplete_signs",
    metadata,
    Column("key", String(36), primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
)
"""When something came for an incomplete delivery last, to the day. In a table of its own: an older platform's database
has none."""

attachments = Table(
    "attachments",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("key", String(36), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
)

pieces = Table(
    "attachment_pieces",
    metadata,
    Column("digest", ForeignKey("attachments.digest")),
    Column("begins", Integer),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("digest", "begins"),
)

cases = Table(
    "cases",
    metadata,
    Column("platform_number", ForeignKey("deliveries.platform_number"), primary_key=True),
    Column("number", ForeignKey("deliveries.number"), nullable=False, unique=True),
    Column("service", String(60), nullable=False),
    Column("status", String(16), nullable=False),
    Column("satisfaction", String(20)),
    Column("rated_at", UtcTime),
)

events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform_number", ForeignKey("cases.platform_number"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("status", String(16), nullable=False),
)


def open_database(url: str) -> Engine:
    """Return the engine for a database URL, its tables created where they are missing; raises SQLAlchemyError."""
    address = make_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    engine = create_engine(address, connect_args={"timeout": LOCK_WAIT, "check_same_thread": False} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    elif address.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _limit_lock_wait)
    metadata.create_all(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to `_begin_immediate`
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _limit_lock_wait(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_WAIT:.0f}s'")
