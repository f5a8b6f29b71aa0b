# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments as they come in, piece by piece: held are the first bytes without a gap, and never more than were listed.

Only what the signed header of a delivered transaction lists is taken, from whichever terminal brings it. A piece that
came before changes nothing, one that begins too far on is not kept: the answer says where to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.province.contract import MAX_ATTACHMENT, MAX_ATTACHMENTS, AttachmentState
from kiosk.province.reference.tables import attachments, pieces
from offline_cache.sealing import Attached, Header


def can_be_listed(header: Header) -> bool:
    """Return whether a header's attachments are as agreed."""
    listed = header.attachments
    return (
        len(listed) <= MAX_ATTACHMENTS
        and len({each.digest for each in listed}) == len(listed)
        and all(0 < each.size <= MAX_ATTACHMENT and _is_digest(each.digest) for each in listed)
    )


def expect(connection: Connection, key: str, listed: Sequence[Attached]) -> bool:
    """Be ready for a transaction's attachments; return False when another transaction lists one of them."""
    digests = [each.digest for each in listed]
    if connection.execute(select(attachments.c.key).where(attachments.c.digest.in_(digests))).first() is not None:
        return False
    for place, each in enumerate(listed):
        row = {"digest": each.digest, "key": key, "place": place, "size": each.size, "held": 0, "complete": False}
        connection.execute(insert(attachments).values(row))
    return True


def missing(connection: Connection, key: str) -> tuple[AttachmentState, ...]:
    """Return the transaction's attachments that are not complete."""
    of_key = (attachments.c.key == key) & attachments.c.complete.is_(False)
    question = select(attachments).where(of_key).order_by(attachments.c.place)
    return tuple(_state(row.digest, row) for row in connection.execute(question))


def states(connection: Connection, digests: Sequence[str]) -> tuple[AttachmentState, ...]:
    """Return the state of each attachment, in the order of the digests."""
    question = select(attachments).where(attachments.c.digest.in_(digests))
    found = {row.digest: row for row in connection.execute(question)}
    return tuple(_state(digest, found.get(digest)) for digest in digests)


def take_piece(connection: Connection, digest: str, begins: int, content: bytes) -> tuple[AttachmentState, str | None]:
    """Take a piece; return how far the attachment is, and the key of the transaction that lists it."""
    row = connection.execute(select(attachments).where(attachments.c.digest == digest).with_for_update()).one_or_none()
    if row is None:
        return _state(digest, None), None
    new = content[row.held - begins :] if begins <= row.held < begins + len(content) else b""
    if row.complete or not new:
        return _state(digest, row), row.key
    held = row.held + len(new)
    if held <= row.size:
        connection.execute(insert(pieces).values(digest=digest, begins=row.held, content=new))
        if held < row.size or _digest(connection, digest) == digest:
            values = {"held": held, "complete": held == row.size}
            connection.execute(update(attachments).where(attachments.c.digest == digest).values(values))
            state = AttachmentState(
                digest=digest, state="complete" if held == row.size else "partial", held=held, size=row.size
            )
            return state, row.key
    # Other bytes than were listed, or more of them: none of them is of any use.
    connection.execute(delete(pieces).where(pieces.c.digest == digest))
    connection.execute(update(attachments).where(attachments.c.digest == digest).values(held=0))
    return AttachmentState(digest=digest, state="altered", size=row.size), row.key


class Pieces:
    """An attachment's sealed bytes, read piece by piece: `offline_cache.attachments.sealed_file.Source`."""

    def __init__(self, connection: Connection, digest: str) -> None:
        self._connection = connection
        self._digest = digest
        self._next = 0
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Return the next `size` bytes, less only at the end."""
        parts = [self._rest[:size]]
        self._rest = self._rest[size:]
        wanted = size - len(parts[0])
        while wanted and (piece := self._piece()):
            parts.append(piece[:wanted])
            self._rest = piece[wanted:]
            wanted -= len(parts[-1])
        return b"".join(parts)

    def _piece(self) -> bytes:
        this = (pieces.c.digest == self._digest) & (pieces.c.begins == self._next)
        content: bytes = self._connection.execute(select(pieces.c.content).where(this)).scalar_one_or_none() or b""
        self._next += len(content)
        return content


def _digest(connection: Connection, digest: str) -> str:
    found, source = sha256(), Pieces(connection, digest)
    while piece := source.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


def _state(digest: str, row: Row[Any] | None) -> AttachmentState:
    if row is None:
        return AttachmentState(digest=digest, state="unknown")
    return AttachmentState(digest=digest, state="complete" if row.complete else "partial", held=row.held, size=row.size)


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
