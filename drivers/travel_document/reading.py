# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a chip to a document: select the application, open it, read its files (ICAO 9303-10, 9303-11)."""

from __future__ import annotations

import secrets
from dataclasses import replace

from drivers.card_reader import CardUnreadable
from drivers.smart_card.apdu import Command
from drivers.smart_card.contract import WrongCard
from drivers.travel_document.access import Ask, Chance, NoAccessControl, Refused, Session, begin
from drivers.travel_document.contract import AccessRefused, DocumentAltered, DocumentUnsupported
from drivers.travel_document.document import (
    Integrity,
    TravelDocument,
    parse_contents,
    parse_group_1,
    parse_group_2,
    parse_group_11,
)
from drivers.travel_document.mrz import AccessKey
from drivers.travel_document.secrecy import Forged
from drivers.travel_document.security_object import parse_security_object
from drivers.travel_document.tlv import MalformedData, whole_length

APPLICATION = bytes.fromhex("A0000002471001")
_CONTENTS, _SECURITY_OBJECT = 0x011E, 0x011D
_HEAD = 4
"""Bytes that tell how long a file is."""
_PIECE = 0xDF
"""Bytes asked for at once: as many as fit into a protected answer of 256."""
_LONGEST = 0x8000
"""What can be read with the plain command; longer files there are none but for unusual pictures."""


def read_document(
    ask: Ask, key: AccessKey, *, portrait: bool = False, chance: Chance = secrets.token_bytes
) -> TravelDocument:
    """Return what a chip holds; raises as `TravelDocumentReader.read`, and what `ask` raises."""
    try:
        return _read(ask, key, portrait=portrait, chance=chance)
    except (Forged, MalformedData) as damaged:
        raise CardUnreadable(str(damaged)) from None


def _read(ask: Ask, key: AccessKey, *, portrait: bool, chance: Chance) -> TravelDocument:
    selected = ask(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
    if not selected.ok:
        raise WrongCard("no travel document", code=selected.sw)
    session = _open(ask, key, chance)
    files = _Files(ask, session)
    groups = parse_contents(files.need(_CONTENTS))
    wanted = {1, 11, 2} if portrait else {1, 11}
    contents = {group: files.need(0x0100 | group) for group in sorted(wanted & (groups | {1}))}
    integrity = _compare(files.get(_SECURITY_OBJECT), contents)
    mrz = parse_group_1(contents[1])
    if mrz.key.information != key.information:
        raise DocumentAltered("the chip holds another number or day than what opened it")
    document = TravelDocument(mrz, groups, integrity)
    if 11 in contents:
        document = replace(document, details=parse_group_11(contents[11]))
    if 2 in contents:
        document = replace(document, portrait=parse_group_2(contents[2]))
    return document


def _open(ask: Ask, key: AccessKey, chance: Chance) -> Session:
    try:
        return begin(ask, key, chance)
    except NoAccessControl as refused:
        raise DocumentUnsupported("the chip gives no challenge", code=refused.sw) from None
    except Refused as refused:
        raise AccessRefused("the key does not open this document", code=refused.sw) from None


def _compare(file: bytes | None, contents: dict[int, bytes]) -> Integrity:
    if file is None:
        return Integrity.UNVERIFIED
    signed = parse_security_object(file)
    if not signed.can_check:
        return Integrity.UNVERIFIED
    for group, content in contents.items():
        if not signed.fits(group, content):
            raise DocumentAltered(f"data group {group} is not the one that was signed")
    return Integrity.CONSISTENT


class _Files:
    """The files of an open document."""

    def __init__(self, ask: Ask, session: Session) -> None:
        self._ask = ask
        self._session = session

    def need(self, name: int) -> bytes:
        """Return a file's content; raises `CardUnreadable` when the chip does not give it."""
        content = self.get(name)
        if content is None:
            raise CardUnreadable(f"the chip does not give file {name:04X}")
        return content

    def get(self, name: int) -> bytes | None:
        """Return a file's content; None when there is no such file."""
        selected = self._session.ask(self._ask, Command(0x00, 0xA4, 0x02, 0x0C, name.to_bytes(2, "big")))
        if not selected.ok:
            return None
        content = self._piece(0, _HEAD)
        length = whole_length(content)
        if length > _LONGEST:
            raise MalformedData("a file is too long")
        while len(content) < length:
            content += self._piece(len(content), min(_PIECE, length - len(content)))
        return content

    def _piece(self, offset: int, count: int) -> bytes:
        answer = self._session.ask(self._ask, Command(0x00, 0xB0, offset >> 8, offset & 0xFF, le=count))
        if not answer.ok or not answer.data:
            raise CardUnreadable("the chip stops within a file", code=answer.sw)
        return answer.data[:count]
