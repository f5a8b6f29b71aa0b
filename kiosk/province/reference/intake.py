# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes in batches: checks, stores and numbers each item exactly once, however often it arrives."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.province.contract import SERVICE_PATTERN, AttachmentState, DeliveryItem, ItemResult, Reason
from kiosk.province.reference.attachments import can_be_listed, take_piece
from kiosk.province.reference.cases import open_case
from kiosk.province.reference.incomplete import hold, take_complete
from kiosk.province.reference.numbers import allot_number
from kiosk.province.reference.tables import deliveries, earlier_keys, terminals
from offline_cache.number import parse_number, terminal_digits
from offline_cache.sealing import Header, SealBroken, Sealed, verify, verifying_key

_SERVICE = re.compile(SERVICE_PATTERN)


class _Unusable(Exception):  # noqa: N818 - it says what the item is
    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def accept_batch(
    database: Engine, items: Sequence[DeliveryItem], *, sealing_keys: Collection[str], now: datetime
) -> tuple[ItemResult, ...]:
    """Store what can be stored, in one transaction, and return a result per item.

    Whoever delivers again what is stored already gets the same result. While another delivery holds the database or
    an item, everything of this batch is `working`, and nothing of it is stored.
    """
    batch = [(item.key, _as_sealed(item)) for item in items]
    try:
        with database.begin() as connection:
            return tuple(_accept(connection, key, sealed, sealing_keys, now) for key, sealed in batch)
    except (OperationalError, IntegrityError):
        # Locked for too long, a deadlock, or PostgreSQL saw another delivery store the same item in between.
        return tuple(ItemResult(key=key, digest=sealed.digest, result="working") for key, sealed in batch)


def _as_sealed(item: DeliveryItem) -> Sealed:
    sealed = item.sealed
    return Sealed(header=sealed.header, ciphertext=sealed.ciphertext, signature=sealed.signature)


def _accept(
    connection: Connection, key: str, sealed: Sealed, sealing_keys: Collection[str], now: datetime
) -> ItemResult:
    try:
        header, division = _checked(connection, key, sealed, sealing_keys)
        stored = connection.execute(
            select(deliveries).where(or_(deliveries.c.key == key, deliveries.c.number == header.number))
        ).all()
        if stored:
            return _again(connection, key, sealed, stored)
        lacking = hold(connection, sealed, header)
    except _Unusable as unusable:
        return ItemResult(key=key, digest=sealed.digest, result="rejected", reason=unusable.reason)
    if isinstance(lacking, Reason):
        return ItemResult(key=key, digest=sealed.digest, result="rejected", reason=lacking)
    if lacking:
        return ItemResult(key=key, digest=sealed.digest, result="working", missing=lacking)
    return _store(connection, sealed, header, division, now)


def accept_piece(database: Engine, digest: str, begins: int, content: bytes, *, now: datetime) -> AttachmentState:
    """Take a piece of an attachment; the last one that a transaction lacked accepts that transaction."""
    with database.begin() as connection:
        state, key = take_piece(connection, digest, begins, content)
        complete = None if key is None else take_complete(connection, key)
        if complete is not None:
            sealed = Sealed.from_wire(complete.item)
            header = sealed.read_header()
            this = select(terminals.c.division).where(terminals.c.terminal == header.terminal)
            division = connection.execute(this).scalar_one()
            _store(connection, sealed, header, division, now, arrivals=complete.arrivals)
    return state


def _store(
    connection: Connection, sealed: Sealed, header: Header, division: str, now: datetime, *, arrivals: int = 1
) -> ItemResult:
    platform_number = allot_number(connection, division=division, at=now)
    connection.execute(
        insert(deliveries).values(
            key=header.key,
            terminal=header.terminal,
            digest=sealed.digest,
            number=header.number,
            platform_number=platform_number,
            item=sealed.to_wire(),
            state="accepted",
            accepted_at=now,
            arrivals=arrivals,
        )
    )
    open_case(connection, platform_number, header.number, service=header.service, at=now)
    return ItemResult(
        key=header.key, digest=sealed.digest, result="accepted", platform_number=platform_number, accepted_at=now
    )


def _checked(connection: Connection, key: str, sealed: Sealed, sealing_keys: Collection[str]) -> tuple[Header, str]:
    """Return the item's header and its terminal's division, once the terminal's signature holds."""
    try:
        header = sealed.read_header()
    except SealBroken:
        raise _Unusable(Reason.BAD_HEADER) from None
    if header.key != key or not _is_usable(header) or not can_be_listed(header):
        raise _Unusable(Reason.BAD_HEADER)
    terminal = connection.execute(select(terminals).where(terminals.c.terminal == header.terminal)).one_or_none()
    if terminal is None:
        raise _Unusable(Reason.UNKNOWN_TERMINAL)
    earlier = select(earlier_keys.c.public_key).where(earlier_keys.c.terminal == header.terminal)
    if not (
        _signed_by(terminal.public_key, sealed) or any(_signed_by(key, sealed) for key in connection.scalars(earlier))
    ):
        raise _Unusable(Reason.BAD_SIGNATURE)
    if header.platform_key not in sealing_keys:
        raise _Unusable(Reason.UNKNOWN_KEY)
    return header, terminal.division


def _signed_by(public_key: bytes, sealed: Sealed) -> bool:
    try:
        verify(verifying_key(public_key), sealed)
    except SealBroken:
        return False
    return True


def _is_usable(header: Header) -> bool:
    """Say whether number and service have the agreed form, and the number is the terminal's own."""
    try:
        own = parse_number(header.number) == header.number and header.number.startswith(
            terminal_digits(header.terminal)
        )
    except ValueError:
        return False
    return own and _SERVICE.fullmatch(header.service) is not None


def _again(connection: Connection, key: str, sealed: Sealed, stored: Sequence[Row[Any]]) -> ItemResult:
    """Answer for an item whose key or number is there already."""
    same = next((row for row in stored if row.key == key), None)
    if same is None:
        raise _Unusable(Reason.DUPLICATE_NUMBER)
    if same.digest != sealed.digest:
        raise _Unusable(Reason.OTHER_CONTENT)
    connection.execute(update(deliveries).where(deliveries.c.key == key).values(arrivals=deliveries.c.arrivals + 1))
    if same.state == "rejected":
        raise _Unusable(Reason(same.reason))
    return ItemResult(
        key=key,
        digest=same.digest,
        result="accepted",
        platform_number=same.platform_number,
        accepted_at=same.accepted_at,
    )
