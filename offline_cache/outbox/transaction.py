# SPDX-License-Identifier: GPL-3.0-or-later
"""One transaction as it stands in the outbox, without its sealed bytes."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from offline_cache.errors import BugError
from offline_cache.outbox.signed_replies import REPLY, keep
from offline_cache.outbox.states import State


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal knows of a transaction; nothing of it names a person."""

    key: str
    """Idempotency key, a UUID."""
    number: str
    """The terminal's number (流水号), 20 digits."""
    service: str
    state: State
    created_at: str
    """UTC by the terminal's clock, as in the signed header."""
    digest: str
    """`Sealed.digest` of its bytes."""
    attempts: int = 0
    """How often its bytes were handed to the transport."""
    trouble: str | None = None
    """Code of the last thing that kept it from being delivered; None once accepted."""
    acceptance: bytes | None = None
    """The platform's signed acceptance, as it came."""
    accepted_at: str | None = None
    settled_at: str | None = None
    platform_number: str | None = None
    """申办流水号, the platform's own number."""
    business_status: str | None = None
    """受理, 补正, 办结 …: the platform's word."""


COLUMNS = ", ".join(Transaction.__struct_fields__).replace(" acceptance,", f" {REPLY},")
"""Its fields, in a SELECT from `transactions`."""

_READ_ONE = f"SELECT {COLUMNS} FROM transactions WHERE key = ?"  # noqa: S608


def read_transaction(row: Sequence[Any]) -> Transaction:
    """The transaction of a row selected by `COLUMNS`."""
    # By hand: `msgspec.convert` of the row costs a commit three times as much.
    values = dict(zip(Transaction.__struct_fields__, row, strict=True))
    values["state"] = State(values["state"])
    return Transaction(**values)


def read_one(connection: sqlite3.Connection, key: str) -> Transaction:
    """The transaction with this key. Raises BugError when there is none."""
    row = connection.execute(_READ_ONE, (key,)).fetchone()
    if row is None:
        raise BugError("no transaction has this key")
    return read_transaction(row)


def update_row(connection: sqlite3.Connection, before: Transaction, **columns: object) -> Transaction:
    """Set columns of one transaction, and return it as it then stands; the names are those of `Transaction`."""
    reply = columns.get("acceptance")
    stored = columns | keep(connection, reply) if isinstance(reply, bytes) else columns
    connection.execute(_update(tuple(stored)), (*stored.values(), before.key))
    return msgspec.structs.replace(before, **columns)


@cache
def _update(names: tuple[str, ...]) -> str:
    assignments = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE transactions SET {assignments} WHERE key = ?"  # noqa: S608
