# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands behind the front: the devices, the queue and the way to the platform that a visit's steps use."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers.id_reader import IdReader
from drivers.scanner.contract import Scanner
from drivers.social_card import SocialCardReader
from kiosk.documents.issue import Issuer
from kiosk.documents.verify import Verifier
from kiosk.inquiry import Inquiry
from kiosk.kept_papers import KeptPapers
from kiosk.linkwatch import LinkWatch
from kiosk.paper import Paper
from kiosk.power import PowerWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.ratings import Ratings
from kiosk.services.pack import ServicePack
from kiosk.terminal import Terminal
from offline_cache.clock import Clock
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.room import Room
from offline_cache.sender import Sender
from printers.document.contract import DocumentPrinter


class Changes:
    """Tells whoever waits for it that a transaction has moved on."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[Transaction]]] = {}

    def tell(self, transaction: Transaction) -> None:
        """A transaction has changed."""
        for waiting in self._waiting.pop(transaction.key, []):
            if not waiting.done():
                waiting.set_result(transaction)

    async def of(self, key: str) -> Transaction:
        """Wait for the next change of one transaction."""
        waiting: asyncio.Future[Transaction] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(waiting)
        return await waiting


@dataclass
class Desk:
    """One terminal's means."""

    terminal: Terminal
    packs: Mapping[str, ServicePack]
    clock: Clock
    outbox: OutboxThread
    sender: Sender
    inquiry: Inquiry
    paper: Paper
    kept: KeptPapers
    ratings: Ratings
    id_reader: IdReader | None
    social_card: SocialCardReader | None
    scanner: Scanner | None
    power: PowerWatch
    promises: PromiseWatch
    room: Room
    link: LinkWatch
    changes: Changes = field(default_factory=Changes)
    verifier: Verifier | None = None
    """None where no certificate can be verified."""
    issuer: Issuer | None = None
    """None where no certificate can be had."""
    document_printer: DocumentPrinter | None = None

    @property
    def online(self) -> bool:
        """Whether the platform answers."""
        return self.link.online
