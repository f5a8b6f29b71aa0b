# SPDX-License-Identifier: GPL-3.0-or-later
"""The real pcscd, an emulated card and a driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.attachment import Pace
from drivers.smart_card.contract import CardPresence, ChipReader
from drivers.smart_card.delays import Delays
from drivers.smart_card.emulator import Emulator
from drivers.social_card import SocialCardReader
from drivers.social_card.pcsc import PcscSocialCardReader
from drivers.travel_document import TravelDocumentReader
from drivers.travel_document.pcsc import PcscTravelDocumentReader
from tests.faults.barred_port import as_nobody
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import READER, SOCKET, Site

QUICK = Delays(
    pace=Pace(look=0.02, retry_first=0.02, retry_most=0.05),
    wait=0.05,
    call=0.4,
    connect=0.4,
    transmit=0.4,
    start=1.5,
)
"""Limits for a service that is there at once. Tests of the promised seconds take the defaults."""

D = TypeVar("D", bound=ChipReader)

Scenario = Callable[[Site, Emulator, D], Awaitable[None]]


def social_card(delays: Delays = QUICK) -> SocialCardReader:
    return PcscSocialCardReader(READER, delays=delays)


def travel_document(delays: Delays = QUICK) -> TravelDocumentReader:
    return PcscTravelDocumentReader(READER, delays=delays)


def play(scenario: Scenario[D], device: D, *, running: bool = True) -> None:
    """Run a scenario with pcscd started (or not, while `running` is False) and the driver started."""

    async def whole(site: Site, emulator: Emulator) -> None:
        await device.start()
        try:
            await scenario(site, emulator, device)
        finally:
            await device.close()

    with Site(running=running) as site, Emulator(site.dial) as emulator:
        asyncio.run(whole(site, emulator))


async def until_presence(device: ChipReader, presence: CardPresence, within: float = PATIENCE) -> None:
    """Wait until the device has seen a card come or go."""
    async with asyncio.timeout(within):
        while device.presence is not presence:
            await asyncio.sleep(0.005)


async def heard(emulator: Emulator, command: bytes) -> None:
    """Wait until the card has been sent a command."""
    await asyncio.to_thread(emulator.wait_for, command)


@contextmanager
def another_program(share: int) -> Iterator[int]:
    """Let a second client of the real service have the card, as a desktop's key agent does; `share` is how."""
    value, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    assert value == scard.SCARD_S_SUCCESS
    either = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    value, card, _ = scard.SCardConnect(context, READER, share, either)
    assert value == scard.SCARD_S_SUCCESS
    try:
        yield card
    finally:
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(context)


@contextmanager
def no_right_to_the_service() -> Iterator[None]:
    """Take from everybody but root the right to the real service, and be nobody."""
    SOCKET.chmod(0)
    try:
        with as_nobody():
            yield
    finally:
        SOCKET.chmod(0o666)
