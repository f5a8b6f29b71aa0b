# SPDX-License-Identifier: GPL-3.0-or-later
"""Transactions with attachments for tests: what a terminal would deliver and upload, and what the platform then has."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kiosk.province.contract import CasePayload, Material
from kiosk.province.credentials import Credentials
from kiosk.province.reference.attachments import Pieces
from kiosk.province.reference.tables import attachments
from offline_cache.attachments.sealed_file import described, open_chunks, seal_chunks
from offline_cache.clock import ClockQuality, stamp
from offline_cache.number import Series
from offline_cache.packing import pack
from offline_cache.sealing import Header, Sealer
from offline_cache.transport import Delivery
from tests.province_site import DIVISION, NOW, Site

PERSON = "测试乙440000199001011234"
"""Stands in every picture and document below; it must be found in no file, no table and no log."""


def picture(size: int, seed: int = 1) -> bytes:
    """A document of so many bytes that repeats nothing and names somebody."""
    mark = f"%PDF {PERSON} ".encode()
    return (mark + seed.to_bytes(8, "big") + uuid.uuid5(uuid.NAMESPACE_URL, str(seed)).bytes * (size // 16 + 1))[:size]


def payload_with(count: int, service: str = "report-12345") -> bytes:
    """A payload that speaks of so many attachments."""
    materials = tuple(Material(code=f"photo-{place}", media_type="image/jpeg") for place in range(count))
    form = {"kind": "complaint", "text": f"见照片 {PERSON}"}
    payload = CasePayload(service=service, form=dict(form), applicant=None, division=DIVISION, materials=materials)
    return payload.model_dump_json().encode()


@dataclass(frozen=True)
class Laden:
    """A transaction and the sealed bytes of its attachments."""

    item: Delivery
    sealed: tuple[bytes, ...]

    @property
    def digests(self) -> list[str]:
        return [attached.digest for attached in self.item.sealed.read_header().attachments]


def laden(
    site: Site,
    credentials: Credentials,
    contents: Sequence[bytes],
    *,
    key: str | None = None,
    number: str | None = None,
    places: Sequence[int] | None = None,
    materials: int | None = None,
) -> Laden:
    """What a terminal seals; `places` and `materials` make a terminal that seals them wrongly."""
    site.sequence += 1
    key = key or str(uuid.UUID(int=site.chance.getrandbits(128), version=4))
    platform_key = credentials.sealing_key(credentials.key_ring.issued)
    assert platform_key is not None
    sealer = Sealer(platform_key, credentials.terminal_key)
    sealed = tuple(
        b"".join(seal_chunks(content, sealer, key=key, place=place))
        for place, content in zip(places or range(len(contents)), contents, strict=True)
    )
    payload, compression = pack(payload_with(len(contents) if materials is None else materials))
    header = Header(
        version=1,
        key=key,
        number=number or Series(credentials.terminal, 604912).number(site.sequence),
        service="report-12345",
        created_at=stamp(NOW),
        clock_quality=ClockQuality.UNKNOWN,
        terminal=credentials.terminal,
        platform_key=platform_key.id,
        compression=compression,
        attachments=tuple(described([each]) for each in sealed),
    )
    return Laden(Delivery(key=key, sealed=sealer.seal(header, payload)), sealed)


def contents_at(site: Site, key: str) -> list[bytes]:
    """The attachments of a transaction as the platform opens them."""
    keys = site.platform.keys.sealing
    with site.platform.database.begin() as connection:
        rows = connection.execute(select(attachments).where(attachments.c.key == key).order_by(attachments.c.place))
        return [
            b"".join(open_chunks(Pieces(connection, row.digest), key=key, place=row.place, private_key_of=keys.get))
            for row in rows.all()
        ]
