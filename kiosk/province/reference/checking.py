# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at items before anything is stored: the form of the header, and the signature of the terminal it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.province.contract import SERVICE_PATTERN, DeliveryItem, Reason
from kiosk.province.reference.attachments import can_be_listed
from kiosk.province.reference.tables import earlier_keys, terminals
from offline_cache.number import parse_number, terminal_digits
from offline_cache.sealing import Header, SealBroken, Sealed, VerifyingKey, verify, verifying_key

_SERVICE = re.compile(SERVICE_PATTERN)


@dataclass(frozen=True)
class Item:
    """A sealed transaction as it came, and its header as far as it is as agreed."""

    key: str
    sealed: Sealed
    digest: str
    header: Header | None


@dataclass(frozen=True)
class Enrolled:
    """A terminal that the platform knows."""

    division: str
    keys: tuple[VerifyingKey, ...]
    """Its own first, then those that it had before it was enrolled again."""


def read_item(item: DeliveryItem) -> Item:
    """Read an item's header; None stands for one that is not as agreed."""
    sealed = Sealed(header=item.sealed.header, ciphertext=item.sealed.ciphertext, signature=item.sealed.signature)
    header: Header | None
    try:
        header = sealed.read_header()
    except SealBroken:
        header = None
    if header is not None and not (header.key == item.key and _is_usable(header) and can_be_listed(header)):
        header = None
    return Item(item.key, sealed, sealed.digest, header)


def enrolled(connection: Connection, names: Iterable[str]) -> dict[str, Enrolled]:
    """Return those of the terminals that are enrolled, by their ids."""
    wanted = tuple(set(names))
    earlier: dict[str, list[VerifyingKey]] = {}
    for row in connection.execute(select(earlier_keys).where(earlier_keys.c.terminal.in_(wanted))):
        earlier.setdefault(row.terminal, []).append(verifying_key(row.public_key))
    found = select(terminals.c.terminal, terminals.c.division, terminals.c.public_key)
    return {
        row.terminal: Enrolled(row.division, (verifying_key(row.public_key), *earlier.get(row.terminal, ())))
        for row in connection.execute(found.where(terminals.c.terminal.in_(wanted)))
    }


def reason_against(item: Item, known: Mapping[str, Enrolled], sealing_keys: Collection[str]) -> Reason | None:
    """Return why an item cannot be taken in as it is; None when it can, and then it has a header."""
    if item.header is None:
        return Reason.BAD_HEADER
    terminal = known.get(item.header.terminal)
    if terminal is None:
        return Reason.UNKNOWN_TERMINAL
    if not any(_signed_by(key, item.sealed) for key in terminal.keys):
        return Reason.BAD_SIGNATURE
    return None if item.header.platform_key in sealing_keys else Reason.UNKNOWN_KEY


def _signed_by(key: VerifyingKey, sealed: Sealed) -> bool:
    try:
        verify(key, sealed)
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
