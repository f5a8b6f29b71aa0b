# SPDX-License-Identifier: GPL-3.0-or-later
"""How the actions of `kiosk queue` reach this terminal's queue, also while the terminal runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

import msgspec

from kiosk.commands.options import places_of
from kiosk.failures import OperatorError
from kiosk.store import STORE
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.errors import StoreTrouble
from offline_cache.number import parse_number
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.transaction import Transaction

T = TypeVar("T")


def use_queue(options: argparse.Namespace, use: Callable[[Queue], T]) -> T:
    """Return what `use` makes of the queue. Raises OperatorError when there is none, or it cannot be read."""
    places, _ = places_of(options)
    path = places.state / STORE
    if not path.exists():
        raise OperatorError(f"there is no queue yet at {path}; the terminal makes it when it first runs")
    try:
        database = Database(path)
        try:
            return use(Queue(database, SystemClock()))
        finally:
            database.close()
    except StoreTrouble as error:
        raise OperatorError(f"the queue at {path} cannot be read: {type(error).__name__} ({error})") from error


def find_transaction(queue: Queue, text: str) -> Transaction:
    """Return the transaction that a person names by a number or key. Raises OperatorError when there is none."""
    try:
        name = parse_number(text)
    except ValueError:
        name = text
    one = queue.get(name)
    if one is None:
        raise OperatorError(f"no transaction here has the number or key {text}")
    return one


def plain(one: Transaction) -> dict[str, object]:
    """Return a transaction as plain values; the acceptance as the text that the platform signed."""
    content: dict[str, object] = msgspec.to_builtins(msgspec.structs.replace(one, acceptance=None))
    return content | {"acceptance": one.acceptance.decode() if one.acceptance else None}
