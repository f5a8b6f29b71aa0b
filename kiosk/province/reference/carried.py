# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes in bundles: what a person carried here on a USB stick, as if the network had brought it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from pydantic import ValidationError
from sqlalchemy import Engine, select

from kiosk.province.contract import MAX_ITEMS, DeliveryItem, ItemResult, Reason, SealedBytes
from kiosk.province.reference.intake import accept_batch, accept_piece
from kiosk.province.reference.tables import earlier_keys, terminals
from offline_cache.bundle import BundleError, Manifest, read_batches, verify_bundle
from offline_cache.sealing import SealBroken, Sealed


def import_bundle(
    database: Engine, file: BinaryIO, *, sealing_keys: Collection[str], now: datetime
) -> Iterator[ItemResult]:
    """Check the whole bundle, then store each of its transactions and attachments exactly once; a result each.

    The bundle must be signed by a key of an enrolled terminal, its current one or an earlier one; each transaction's
    own signature is checked as on any other way. Raises BundleError before anything is stored.
    """
    manifest = verify_bundle(file, lambda manifest: _keys_of(database, manifest))
    for batch, pieces in read_batches(file, manifest, MAX_ITEMS):
        results = list(_accept(database, batch, sealing_keys, now))
        if results[-1].missing:
            for piece in pieces:
                accept_piece(database, piece.digest, piece.offset, piece.content, now=now)
            results[-1:] = _accept(database, batch[-1:], sealing_keys, now)
        yield from results


def _keys_of(database: Engine, manifest: Manifest) -> Sequence[bytes]:
    with database.begin() as connection:
        current = select(terminals.c.public_key).where(terminals.c.terminal == manifest.terminal)
        earlier = select(earlier_keys.c.public_key).where(earlier_keys.c.terminal == manifest.terminal)
        keys = [*connection.scalars(current), *connection.scalars(earlier)]
    if not keys:
        raise BundleError(f"terminal {manifest.terminal} is not enrolled here")
    return keys


def _accept(
    database: Engine, batch: Sequence[Sealed], sealing_keys: Collection[str], now: datetime
) -> Iterator[ItemResult]:
    items = [_as_item(sealed) for sealed in batch]
    results = iter(
        accept_batch(database, [item for item in items if item is not None], sealing_keys=sealing_keys, now=now)
    )
    for sealed, item in zip(batch, items, strict=True):
        if item is None:
            yield ItemResult(key="", digest=sealed.digest, result="rejected", reason=Reason.BAD_HEADER)
        else:
            yield next(results)


def _as_item(sealed: Sealed) -> DeliveryItem | None:
    """Return the transaction as the contract has it; None when it can be none."""
    try:
        wire = SealedBytes(header=sealed.header, ciphertext=sealed.ciphertext, signature=sealed.signature)
        return DeliveryItem(key=sealed.read_header().key, sealed=wire)
    except (SealBroken, ValidationError):
        return None
