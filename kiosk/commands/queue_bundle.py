# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk queue export` and `import`: transactions on a USB stick, where no network comes."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from kiosk.commands.options import terminal_of
from kiosk.commands.queue_store import find_transaction, use_queue
from kiosk.failures import OperatorError
from kiosk.province.client import ProvinceClient
from kiosk.province.contract import MAX_ITEMS
from kiosk.province.credentials import Credentials, CredentialsError, load_credentials
from kiosk.terminal import Terminal
from offline_cache.attachments.folder import AttachmentDamaged
from offline_cache.bundle import MOST_ITEMS, BundleError, Piece, read_batches, verify_bundle, write_bundle
from offline_cache.clock import SystemClock, stamp
from offline_cache.number import format_number
from offline_cache.outbox.by_hand import CARRIABLE
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.sealing import SealBroken, Sealed
from offline_cache.transport import Accepted, Delivery, DeliveryResult, Rejected, StillWorking, TransportTrouble

Outcome: TypeAlias = dict[str, str | None]

UPLOAD_BYTES = 64 * 1024
"""Bytes of an attachment in one request."""


def add_actions(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> tuple[argparse.ArgumentParser, ...]:
    """Register the two actions, without the options that all actions have."""
    exporting = actions.add_parser(
        "export",
        help="write what waits into a signed bundle, for a USB stick",
        description="Writes waiting transactions into one new file, signed by this terminal, for the platform or for "
        "another terminal that has a link. They stay here, and go by the network too when it is back: both may arrive.",
    )
    exporting.add_argument("file", metavar="FILE", type=Path, help="the new file, such as one on a USB stick")
    exporting.add_argument(
        "numbers", metavar="NUMBER", nargs="*", help="only these; parked ones are carried only when named"
    )
    exporting.add_argument("--all", action="store_true", help="all that waits and is not parked or rejected")
    exporting.set_defaults(func=_export)

    importing = actions.add_parser(
        "import",
        help="deliver another terminal's bundle over this terminal's link",
        description="Checks a bundle and delivers it at once over this terminal's link. Nothing of it is opened, "
        "numbered anew or kept here. Exit status 1: the platform has not taken all of it.",
    )
    importing.add_argument("file", metavar="FILE", type=Path, help="the bundle that the other terminal has written")
    importing.set_defaults(func=_import)
    return exporting, importing


def _export(options: argparse.Namespace) -> int:
    if options.all == bool(options.numbers):
        raise OperatorError("name the transactions to carry, or say --all")
    terminal, credentials = _identity(options)
    count = use_queue(options, lambda queue: _carry(options, queue, terminal.id, credentials))
    if options.json:
        print(json.dumps({"file": str(options.file.absolute()), "transactions": count}))
    else:
        print(f"{count} transactions are in {options.file}; they wait here until the platform has accepted them")
    return 0


def _carry(options: argparse.Namespace, queue: Queue, terminal: str, credentials: Credentials) -> int:
    keys = queue.by_hand.keys_to_carry(MOST_ITEMS) if options.all else _named(options, queue)
    keys = [key for key in keys if _is_whole(queue, key)]
    keys = _in_turn(queue, keys)
    if not keys:
        raise OperatorError("nothing waits here; no bundle is written")
    try:
        write_bundle(
            options.file,
            lambda: map(queue.by_hand.sealed, keys),
            pieces=queue.attachments.piece,
            terminal=terminal,
            key=credentials.terminal_key,
            made_at=stamp(SystemClock().now()),
        )
    except AttachmentDamaged as damage:
        raise OperatorError(f"an attachment is {damage} since it was looked at; try again") from None
    except BundleError as error:
        raise OperatorError(f"{options.file}: {error}") from None
    except OSError as error:
        raise OperatorError(f"{options.file}: {error.strerror}") from None
    # Only now: what a full or pulled stick has not taken still waits as it did.
    queue.by_hand.mark_exported(keys)
    return len(keys)


def _is_whole(queue: Queue, key: str) -> bool:
    """Whether all attachments are whole; a queued transaction of which one is not is parked, and holds up no other."""
    try:
        queue.attachments.check(key)
    except AttachmentDamaged as damage:
        found = queue.get(key)
        number = "" if found is None else format_number(found.number)
        print(f"{number}  damaged: an attachment is {damage}; it is not carried", file=sys.stderr)
        if found is not None and found.state is State.QUEUED:
            queue.by_hand.park(key, "damaged")
        return False
    return True


def _in_turn(queue: Queue, keys: list[str]) -> list[str]:
    """Leave out what would arrive before an earlier transaction of its case, and tell so."""
    while early := queue.by_hand.out_of_turn(keys):
        for key, before in early.items():
            found = queue.get(key)
            number = "" if found is None else format_number(found.number)
            print(f"{number}  waits for {format_number(before)} of the same case; it is not carried", file=sys.stderr)
        keys = [key for key in keys if key not in early]
    return keys


def _named(options: argparse.Namespace, queue: Queue) -> list[str]:
    named = [find_transaction(queue, number) for number in options.numbers]
    for one in named:
        if one.state not in CARRIABLE:
            raise OperatorError(
                f"{format_number(one.number)} is {one.state.value}: only what is queued, parked or exported is carried"
            )
    return queue.by_hand.in_order([one.key for one in named])


def _import(options: argparse.Namespace) -> int:
    terminal, credentials = _identity(options)
    client = ProvinceClient(terminal.platform.url, credentials, clock=SystemClock(), choose=secrets.choice)
    try:
        with options.file.open("rb") as file:
            # The other terminal's key is the platform's to know; here the file can only be found whole.
            manifest = verify_bundle(file, lambda manifest: (manifest.public_key,))
            outcomes = list(_forward(client, read_batches(file, manifest, MAX_ITEMS)))
    except BundleError as error:
        raise OperatorError(f"{options.file}: {error}") from None
    except OSError as error:
        raise OperatorError(f"{options.file}: {error.strerror}") from None
    finally:
        client.close()
    return print_outcomes(options, manifest.terminal, outcomes)


def print_outcomes(options: argparse.Namespace, terminal: str, outcomes: list[Outcome]) -> int:
    """Print what became of a bundle's transactions. Returns 0 when the platform has them all, else 1."""
    counts = Counter(outcome["result"] for outcome in outcomes)
    if options.json:
        print(json.dumps({"terminal": terminal, "transactions": outcomes}))
    else:
        for outcome in outcomes:
            number = format_number(outcome["number"] or "")
            print(f"{number}  {outcome['result']}  {outcome['platform_number'] or outcome['reason'] or ''}".rstrip())
        told = ", ".join(f"{count} {result}" for result, count in counts.items()) or "nothing in it"
        print(f"bundle of terminal {terminal}: {told}")
    return 0 if set(counts) <= {"accepted"} else 1


def _forward(client: ProvinceClient, batches: Iterator[tuple[list[Sealed], Iterator[Piece]]]) -> Iterator[Outcome]:
    """Deliver, and tell for each what the platform said; after a failed call nothing more is tried."""
    trouble: TransportTrouble | None = None
    for batch, pieces in batches:
        try:
            headers = {(header := sealed.read_header()).key: (header.number, sealed) for sealed in batch}
        except SealBroken as broken:
            raise BundleError(f"a transaction in it cannot be delivered: {broken}") from None
        results: dict[str, DeliveryResult] = {}
        if trouble is None:
            deliveries = [Delivery(key=key, sealed=sealed) for key, (_, sealed) in headers.items()]
            try:
                results = {result.key: result for result in client.deliver(deliveries)}
                last = results.get(deliveries[-1].key)
                if isinstance(last, StillWorking) and last.missing:
                    _upload(client, {held.digest: held.held for held in last.missing}, pieces)
                    results |= {result.key: result for result in client.deliver(deliveries[-1:])}
            except TransportTrouble as error:
                trouble = error
        reason = "no_result" if trouble is None else trouble.code
        for key, (number, _) in headers.items():
            yield {"number": number, "key": key, **_told(results.get(key), reason)}


def _upload(client: ProvinceClient, held: dict[str, int], pieces: Iterator[Piece]) -> None:
    """Bring what the platform lacks of a transaction's attachments, in pieces that a slow line takes in time."""
    for piece in pieces:
        for start in range(0, len(piece.content), UPLOAD_BYTES):
            part = piece.content[start : start + UPLOAD_BYTES]
            offset = piece.offset + start
            if piece.digest in held and offset + len(part) > held[piece.digest]:
                held[piece.digest] = client.upload(piece.digest, offset, part).held


def _told(result: DeliveryResult | None, reason: str) -> Outcome:
    match result:
        case Accepted():
            return {"result": "accepted", "reason": None, "platform_number": result.platform_number}
        case Rejected():
            return {"result": "rejected", "reason": result.reason, "platform_number": None}
        case StillWorking():
            return {"result": "not delivered", "reason": "still_working", "platform_number": None}
        case None:
            return {"result": "not delivered", "reason": reason, "platform_number": None}
    return {"result": "rejected", "reason": "key_conflict", "platform_number": None}


def _identity(options: argparse.Namespace) -> tuple[Terminal, Credentials]:
    _, terminal = terminal_of(options)
    try:
        return terminal, load_credentials(terminal.platform.credentials, terminal.id)
    except CredentialsError as error:
        raise OperatorError(str(error)) from error
