# SPDX-License-Identifier: GPL-3.0-or-later
"""What one engine works with from its start: its places, terminal and credentials, and how its outer parts are made."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from kiosk.devices import open_device
from kiosk.documents.authorities import load_authorities
from kiosk.documents.issue import Issuer
from kiosk.documents.verify import Verifier
from kiosk.hardware import fingerprint
from kiosk.inquiry import Inquiry
from kiosk.kept_papers import KeptPapers
from kiosk.keywatch import KeyPace
from kiosk.peripherals import Make
from kiosk.places import Places
from kiosk.province.client import ProvinceClient
from kiosk.province.credentials import Credentials, CredentialsError
from kiosk.province.document_client import DocumentClient
from kiosk.store import STORE
from kiosk.terminal import Terminal
from kiosk.visit.idle import IdleLimits
from kiosk.visit.screens import Status
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.room import Room
from offline_cache.salvage import ready
from offline_cache.sealing import Sealer
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Makers:
    """How the engine's outer parts are made; a fault test puts its own in their place."""

    sealer: Callable[..., Sealer] = Sealer
    client: Callable[..., ProvinceClient] = ProvinceClient
    device: Make = open_device
    outbox: Callable[..., Outbox] = Outbox
    kept: Callable[..., KeptPapers] = KeptPapers
    idle_limits: IdleLimits = field(default_factory=IdleLimits)
    key_pace: KeyPace = field(default_factory=KeyPace)


@dataclass(frozen=True)
class Setup:
    """What one engine works with from its start."""

    places: Places
    terminal: Terminal
    credentials: Credentials
    makers: Makers
    clock: TrustedClock

    def status(self, *, online: bool) -> Status:
        """Return the strip at the top."""
        return Status(place=self.terminal.place, terminal=self.terminal.id, online=online, demo=self.credentials.demo)

    def authorities(self) -> tuple[bytes, ...]:
        """Return the certificates that documents' seals must come from; none where enrolment has written none."""
        try:
            return tuple(load_authorities(self.terminal.platform.credentials))
        except CredentialsError as error:
            log.error("no document can be verified: %s", error)  # noqa: TRY400 - it names a file, and nobody
            return ()

    def documents(self, stack: contextlib.AsyncExitStack) -> tuple[Verifier, Issuer]:
        """Return what verifies documents and what has them made, each over a connection of its own."""
        authorities = self.authorities()
        verifier = Verifier(self._document_client(), authorities)
        issuer = Issuer(self._document_client(), authorities)
        stack.callback(verifier.close)
        stack.callback(issuer.close)
        return verifier, issuer

    def _document_client(self) -> DocumentClient:
        url, clock = self.terminal.platform.url, self.clock
        return DocumentClient(url, self.credentials, clock=clock, choose=secrets.choice, on_time=clock.told)

    def inquiry(self, stack: contextlib.AsyncExitStack) -> Inquiry:
        """Return what asks the platform while somebody waits."""
        inquiry = Inquiry(self.client())
        stack.callback(inquiry.close)
        return inquiry

    def client(self) -> ProvinceClient:
        """Return a way to the platform, for one thread."""
        return self.makers.client(
            self.terminal.platform.url,
            self.credentials,
            clock=self.clock,
            choose=secrets.choice,
            on_time=self.clock.told,
        )

    def open_outbox(self, sealer: Sealer, random: Random) -> Outbox:
        """Open the queue, once what a power cut has left of it is in order."""
        path = self.places.state / STORE
        ready(path, self.terminal.copy)
        Room(self.places.state).give_back()  # of a visit that was cut off
        return self.makers.outbox(
            Database(path),
            sealer,
            terminal=self.terminal.id,
            hardware=fingerprint(),
            clock=self.clock,
            random=random,
        )
