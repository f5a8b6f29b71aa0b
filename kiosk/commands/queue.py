# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk queue`: what waits on this terminal, why, and putting it back by hand."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TypeVar

import msgspec

from kiosk.commands.options import add_places, places_of
from kiosk.failures import OperatorError
from kiosk.local_time import local_minute
from kiosk.store import STORE
from offline_cache.clock import SystemClock, read_stamp
from offline_cache.database import Database
from offline_cache.errors import BugError, StoreTrouble
from offline_cache.number import format_number, parse_number
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.outbox.transaction import Transaction

T = TypeVar("T")

_MOST = 1000
"""Lines that a list prints at most; the counts below it are of all."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its actions."""
    command = subparsers.add_parser(
        "queue",
        help="what waits for the platform, and why",
        description="Looks into the queue of this terminal, also while the terminal runs. Nothing here names a person.",
    )
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="list what waits, oldest first", description="Lists what waits.")
    listing.add_argument("--all", action="store_true", help="also what is delivered and settled")
    listing.set_defaults(func=_list)

    showing = actions.add_parser(
        "show", help="everything about one transaction", description="Shows one transaction and its receipts."
    )
    showing.add_argument("number", metavar="NUMBER", help="the number on the receipt, the platform's, or the key")
    showing.set_defaults(func=_show)

    retrying = actions.add_parser(
        "retry",
        help="put a rejected or parked transaction back",
        description="Puts a rejected or parked transaction back into the queue: same key, same bytes. The running "
        "terminal sends it within a minute.",
    )
    retrying.add_argument("number", metavar="NUMBER", help="the number on the receipt, the platform's, or the key")
    retrying.set_defaults(func=_retry)

    for action in (listing, showing, retrying):
        add_places(action)
        action.add_argument("--json", action="store_true", help="print JSON, for a program")


def _list(options: argparse.Namespace) -> int:
    states = tuple(State) if options.all else UNDELIVERED
    found, counts, oldest = _use(
        options, lambda queue: (queue.listed(*states, limit=_MOST), queue.counts(), queue.oldest_age())
    )
    if options.json:
        content = {"transactions": [_plain(one) for one in found], "counts": counts, "oldest_seconds": oldest}
        print(json.dumps(content, ensure_ascii=False))
        return 0
    for one in found:
        since = local_minute(read_stamp(one.created_at))
        print(
            f"{format_number(one.number)}  {one.service:16} {one.state.value:9} {since}  {one.trouble or ''}".rstrip()
        )
    waiting = sum(counts[state] for state in UNDELIVERED)
    age = "" if oldest is None else f", the oldest for {oldest / 3600:.1f} h"
    print(f"{waiting} waiting{age}; {counts[State.ACCEPTED]} delivered, {counts[State.SETTLED]} settled")
    return 0


def _show(options: argparse.Namespace) -> int:
    one = _find(options)
    jobs = _use(options, lambda queue: queue.print_jobs.of(one.key))
    receipts = [{"state": job.state.value, "reprint": job.reprint} for job in jobs]
    content = _plain(one) | {"receipts": receipts}
    if options.json:
        print(json.dumps(content, ensure_ascii=False))
        return 0
    told = content | {
        "acceptance": "signed by the platform; --json prints it" if one.acceptance else None,
        "receipts": ", ".join(f"{job.state.value}{' (reprint)' if job.reprint else ''}" for job in jobs),
    }
    width = max(map(len, told))
    for name, value in told.items():
        print(f"{name:{width}}  {'' if value is None else value}".rstrip())
    return 0


def _retry(options: argparse.Namespace) -> int:
    one = _find(options)
    try:
        now = _use(options, lambda queue: queue.retry(one.key))
    except BugError as error:
        raise OperatorError(f"{format_number(one.number)} is {one.state.value}: {error}") from error
    print(
        json.dumps(_plain(now), ensure_ascii=False) if options.json else f"{format_number(now.number)} is queued again"
    )
    return 0


def _find(options: argparse.Namespace) -> Transaction:
    try:
        name = parse_number(options.number)
    except ValueError:
        name = options.number
    one = _use(options, lambda queue: queue.get(name))
    if one is None:
        raise OperatorError(f"no transaction here has the number or key {options.number}")
    return one


def _plain(one: Transaction) -> dict[str, object]:
    """Return a transaction as plain values; the acceptance as the text that the platform signed."""
    content: dict[str, object] = msgspec.to_builtins(msgspec.structs.replace(one, acceptance=None))
    return content | {"acceptance": one.acceptance.decode() if one.acceptance else None}


def _use(options: argparse.Namespace, use: Callable[[Queue], T]) -> T:
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
