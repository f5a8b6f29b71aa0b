# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk queue`: what waits on this terminal, why, and putting it back by hand."""

from __future__ import annotations

import argparse
import json
import re

import msgspec

from kiosk.commands.options import add_places, places_of
from kiosk.commands.queue_bundle import add_actions
from kiosk.commands.queue_store import find_transaction, plain, use_queue
from kiosk.failures import OperatorError
from kiosk.local_time import local_minute
from kiosk.nudge import nudge_terminal
from kiosk.store import STORE
from offline_cache.clock import read_stamp
from offline_cache.errors import BugError
from offline_cache.number import format_number
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.outbox.transaction import Transaction
from offline_cache.salvage import reports

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

    parking = actions.add_parser(
        "park",
        help="set a queued transaction aside",
        description="Sets a queued transaction aside until `kiosk queue retry` puts it back; the reason is recorded.",
    )
    parking.add_argument("number", metavar="NUMBER", help="the number on the receipt, the platform's, or the key")
    parking.add_argument(
        "--reason",
        required=True,
        type=_reason,
        metavar="WORD",
        help="why, as one word of a-z, 0-9, _ and -, which names nobody; such as asked_by_platform",
    )
    parking.set_defaults(func=_park)

    sending = actions.add_parser(
        "send",
        help="have the running terminal try everything now",
        description="Ends every pause of the running terminal: it tries what waits now, also when the platform has "
        "asked for a pause. For after a repair; a link that comes back is noticed without it.",
    )
    sending.set_defaults(func=_send)

    for action in (listing, showing, retrying, parking, sending, *add_actions(actions)):
        add_places(action)
        action.add_argument("--json", action="store_true", help="print JSON, for a program")


def _list(options: argparse.Namespace) -> int:
    states = tuple(State) if options.all else UNDELIVERED
    found, counts, oldest = use_queue(
        options, lambda queue: (queue.listed(*states, limit=_MOST), queue.counts(), queue.oldest_age())
    )
    damaged = reports(places_of(options)[0].state / STORE)
    if options.json:
        content = {
            "transactions": [plain(one) for one in found],
            "counts": counts,
            "oldest_seconds": oldest,
            "salvages": [msgspec.to_builtins(report) for report in damaged],
        }
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
    for report in damaged:
        print(f"a damaged queue was set aside as {report.set_aside}: {report.summary()}")
        for number in report.lost_numbers:
            print(f"  lost: {format_number(number)}")
    return 0


def _show(options: argparse.Namespace) -> int:
    one = _find(options)
    jobs, attached = use_queue(options, lambda queue: (queue.print_jobs.of(one.key), queue.attachments.of(one.key)))
    receipts = [{"state": job.state.value, "reprint": job.reprint} for job in jobs]
    content = plain(one) | {"attachments": msgspec.to_builtins(attached), "receipts": receipts}
    if options.json:
        print(json.dumps(content, ensure_ascii=False))
        return 0
    told = content | {
        "acceptance": "signed by the platform; --json prints it" if one.acceptance else None,
        "attachments": ", ".join(f"{one.size} bytes" for one in attached),
        "receipts": ", ".join(f"{job.state.value}{' (reprint)' if job.reprint else ''}" for job in jobs),
    }
    width = max(map(len, told))
    for name, value in told.items():
        print(f"{name:{width}}  {'' if value is None else value}".rstrip())
    return 0


def _retry(options: argparse.Namespace) -> int:
    one = _find(options)
    try:
        now = use_queue(options, lambda queue: queue.retry(one.key))
    except BugError as error:
        raise OperatorError(f"{format_number(one.number)} is {one.state.value}: {error}") from error
    print(
        json.dumps(plain(now), ensure_ascii=False) if options.json else f"{format_number(now.number)} is queued again"
    )
    return 0


def _park(options: argparse.Namespace) -> int:
    one = _find(options)
    try:
        now = use_queue(options, lambda queue: queue.by_hand.park(one.key, options.reason))
    except BugError as error:
        raise OperatorError(f"{format_number(one.number)} is {one.state.value}: {error}") from error
    print(json.dumps(plain(now), ensure_ascii=False) if options.json else f"{format_number(now.number)} is parked")
    return 0


def _send(options: argparse.Namespace) -> int:
    places, _ = places_of(options)
    if not nudge_terminal(places):
        raise OperatorError(
            f"no terminal runs with {places.run}, or it is another user's; it sends when it next starts"
        )
    print(json.dumps({"nudged": True}) if options.json else "the running terminal tries everything now")
    return 0


def _reason(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,30}", text):
        raise argparse.ArgumentTypeError("a reason is one word of a-z, 0-9, _ and -, at most 30 of them")
    return text


def _find(options: argparse.Namespace) -> Transaction:
    return use_queue(options, lambda queue: find_transaction(queue, options.number))
