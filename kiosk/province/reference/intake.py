# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes in batches: checks, stores and numbers each item exactly once, however often it arrives.

A batch costs a handful of statements, however many items it has; only what has attachments is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.province.contract import AttachmentState, DeliveryItem, ItemResult, Reason
from kiosk.province.reference.attachments import take_piece
from kiosk.province.reference.cases import open_cases
from kiosk.province.reference.checking import Enrolled, Item, enrolled, read_item, reason_against
from kiosk.province.reference.incomplete import held_back, hold, note_sign, take_complete
from kiosk.province.reference.numbers import allot_numbers
from kiosk.province.reference.tables import deliveries
from offline_cache.sealing import Header, Sealed

_ATTEMPTS = 2


def accept_batch(
    database: Engine, items: Sequence[DeliveryItem], *, sealing_keys: Collection[str], now: datetime
) -> tuple[ItemResult, ...]:
    """Store what can be stored, in one transaction, and return a result per item.

    Whoever delivers again what is stored already gets the same result. While another delivery holds the database,
    everything of this batch is `working`, and nothing of it is stored.
    """
    batch = [read_item(item) for item in items]
    for _ in range(_ATTEMPTS):
        try:
            with database.begin() as connection:
                return tuple(result for run in _runs(batch) for result in _accept(connection, run, sealing_keys, now))
        except IntegrityError:
            continue  # PostgreSQL saw another delivery store an item of it in between: now it is there
        except OperationalError:
            break  # locked for too long, or a deadlock
    return tuple(ItemResult(key=item.key, digest=item.digest, result="working") for item in batch)


def accept_piece(database: Engine, digest: str, begins: int, content: bytes, *, now: datetime) -> AttachmentState:
    """Take a piece of an attachment; the last one that a transaction lacked accepts that transaction."""
    with database.begin() as connection:
        state, key = take_piece(connection, digest, begins, content)
        complete = None
        if key is not None and state.state == "complete":
            complete = take_complete(connection, key)
        elif key is not None:
            note_sign(connection, key, now=now)
        if complete is not None:
            sealed = Sealed.from_wire(complete.item)
            header = sealed.read_header()
            known = enrolled(connection, [header.terminal])
            item = Item(header.key, sealed, complete.digest, header)
            _store(connection, [(item, header)], known, now, arrivals=complete.arrivals)
    return state


def _runs(batch: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Parts of a batch in which no key and no number comes twice: what comes again finds the first one stored."""
    begins = 0
    seen: set[str] = set()
    for place, item in enumerate(batch):
        names = {item.key, *([item.header.number] if item.header else [])}
        if names & seen:
            yield batch[begins:place]
            begins, seen = place, set()
        seen |= names
    yield batch[begins:]


def _accept(
    connection: Connection, run: Sequence[Item], sealing_keys: Collection[str], now: datetime
) -> list[ItemResult]:
    """Store what is new of a run, and answer for each item in its order."""
    known = enrolled(connection, [item.header.terminal for item in run if item.header])
    results: dict[str, ItemResult] = {}
    usable: list[tuple[Item, Header]] = []
    for item in run:
        reason = reason_against(item, known, sealing_keys)
        if reason is None and item.header is not None:
            usable.append((item, item.header))
        else:
            results[item.key] = _rejected(item, reason)
    stored = _stored(connection, [header for _, header in usable])
    waiting = held_back(connection, [header for _, header in usable])
    new: list[tuple[Item, Header]] = []
    for item, header in usable:
        names = (header.key, header.number)
        result = None
        if rows := [stored[name] for name in names if name in stored]:
            result = _again(item, rows[0])
        elif header.attachments or not waiting.isdisjoint(names):
            result = _held(connection, item, header, now)
        if result is None:
            new.append((item, header))
        else:
            results[item.key] = result
    _count_arrivals(connection, [item.key for item, _ in usable if _is_same(item, stored.get(item.key))])
    results |= _store(connection, new, known, now)
    return [results[item.key] for item in run]


def _stored(connection: Connection, headers: Sequence[Header]) -> dict[str, Row[Any]]:
    """What is stored under the keys or the numbers of these headers, by both."""
    columns = deliveries.c
    wanted = or_(columns.key.in_([each.key for each in headers]), columns.number.in_([each.number for each in headers]))
    told = [column for column in columns if column is not columns.item]
    rows: Sequence[Row[Any]] = connection.execute(select(*told).where(wanted)).all()
    return {name: row for row in rows for name in (row.key, row.number)}


def _is_same(item: Item, row: Row[Any] | None) -> bool:
    return row is not None and row.key == item.key and row.digest == item.digest


def _again(item: Item, row: Row[Any]) -> ItemResult:
    """Answer for an item whose key, or else number, is there already."""
    if not _is_same(item, row):
        return _rejected(item, Reason.OTHER_CONTENT if row.key == item.key else Reason.DUPLICATE_NUMBER)
    if row.state == "rejected":
        return _rejected(item, Reason(row.reason))
    return _accepted(item, row.platform_number, row.accepted_at)


def _held(connection: Connection, item: Item, header: Header, now: datetime) -> ItemResult | None:
    """Answer for an item that waits for attachments, or meets one that does; None when nothing is missing."""
    lacking = hold(connection, item.sealed, header, now=now)
    if isinstance(lacking, Reason):
        return _rejected(item, lacking)
    if lacking:
        return ItemResult(key=item.key, digest=item.digest, result="working", missing=lacking)
    return None


def _count_arrivals(connection: Connection, keys: Sequence[str]) -> None:
    if keys:
        once_more = {"arrivals": deliveries.c.arrivals + 1}
        connection.execute(update(deliveries).where(deliveries.c.key.in_(keys)).values(once_more))


def _store(
    connection: Connection,
    new: Sequence[tuple[Item, Header]],
    known: Mapping[str, Enrolled],
    now: datetime,
    *,
    arrivals: int = 1,
) -> dict[str, ItemResult]:
    """Store and number new items, and open their cases; return the result of each by its key."""
    if not new:
        return {}
    numbers = allot_numbers(connection, [known[header.terminal].division for _, header in new], at=now)
    rows = [
        {
            "key": item.key,
            "terminal": header.terminal,
            "digest": item.digest,
            "number": header.number,
            "platform_number": number,
            "item": item.sealed.to_wire(),
            "state": "accepted",
            "accepted_at": now,
            "arrivals": arrivals,
        }
        for (item, header), number in zip(new, numbers, strict=True)
    ]
    connection.execute(insert(deliveries), rows)
    begun = [(number, header.number, header.service) for (_, header), number in zip(new, numbers, strict=True)]
    open_cases(connection, begun, at=now)
    return {item.key: _accepted(item, number, now) for (item, _), number in zip(new, numbers, strict=True)}


def _accepted(item: Item, platform_number: str, at: datetime) -> ItemResult:
    return ItemResult(
        key=item.key, digest=item.digest, result="accepted", platform_number=platform_number, accepted_at=at
    )


def _rejected(item: Item, reason: Reason | None) -> ItemResult:
    return ItemResult(key=item.key, digest=item.digest, result="rejected", reason=reason)
