# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's signed replies: short ones stay in their transaction's row, long ones are kept once.

A reply to a batch is one signature over all its transactions, and has to be kept whole to prove anything of one of
them. In each row, a week's backlog would fill the disk with copies of it, and wear it.
"""

import hashlib
import sqlite3
from functools import lru_cache

SHORT_BYTES = 1024
"""What a reply to a single delivery has, and as much again."""

REPLY = "coalesce(acceptance, (SELECT reply FROM replies WHERE replies.digest = acceptance_of)) AS acceptance"
"""A transaction's reply, wherever it is, in a SELECT from `transactions`."""

KEEP = "INSERT OR IGNORE INTO replies (digest, reply)"


def place(reply: bytes) -> tuple[bytes | None, str | None]:
    """What goes into the transaction's columns `acceptance` and `acceptance_of`: the reply, or its digest."""
    if len(reply) <= SHORT_BYTES:
        return reply, None
    return None, _digest(reply)


@lru_cache(maxsize=1)
def _digest(reply: bytes) -> str:
    """Taken once for a batch: its transactions bring the same reply one after the other."""
    return hashlib.sha256(reply).hexdigest()


def keep(connection: sqlite3.Connection, reply: bytes) -> dict[str, object]:
    """Keep a reply, inside the caller's transaction; return the columns of the transaction that it is for."""
    here, digest = place(reply)
    if digest is not None:
        connection.execute(f"{KEEP} VALUES (?, ?)", (digest, reply))
    return {"acceptance": here, "acceptance_of": digest}
