# SPDX-License-Identifier: GPL-3.0-or-later
"""Which services are possible now, and what stands in the way of the others: one table for the menu and the doctor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.failures import Failures
from kiosk.services.pack import ServicePack
from offline_cache.policy import Refusal

REFUSED: Mapping[Refusal, Failures] = {
    Refusal.DISK: Failures.STORE_FULL,
    Refusal.COUNT: Failures.STORE_FULL,
    Refusal.AGE: Failures.LINK_LOST,
    Refusal.CONTACT: Failures.LINK_LOST,
    Refusal.CLOCK: Failures.CLOCK_WRONG,
    Refusal.UPDATE: Failures.NOT_UPDATED,
    Refusal.PLATFORM_KEY: Failures.KEYS_EXPIRED,
}
"""What the citizen is told when the queue takes no new work."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a terminal has and can reach at a moment."""

    online: bool
    card_reader: bool
    """Whether some card can be read, so that nobody has to type."""
    can_print: bool
    documents: bool
    """Whether documents can be printed."""
    verifies: bool = True
    """Whether seals on documents can be checked."""
    certifies: bool = True
    """Whether those on documents that are made now can be."""
    on_battery: bool = False
    refusals: Sequence[Refusal] = ()


def why_not(pack: ServicePack, means: Means) -> Failures | None:
    """Return what stands in the way of a service now, or None when it is possible."""
    if means.on_battery:
        return Failures.ON_BATTERY
    if pack.offline == "C" and not means.online:
        return Failures.LINK_DOWN
    refused = refused_for(pack, means.refusals)
    if refused is not None:
        return refused
    if ("verify" in pack.steps and not means.verifies) or ("certificate" in pack.steps and not means.certifies):
        return Failures.DOCUMENT_UNCHECKED
    if "id_reader" in pack.needs and not means.card_reader:
        return Failures.READER_ABSENT
    if "receipt_printer" in pack.needs and not means.can_print:
        return Failures.PRINTER_TROUBLE
    if "document_printer" in pack.needs and not means.documents:
        return Failures.DOCUMENT_PRINTER_TROUBLE
    return None


def refused_for(pack: ServicePack, refusals: Sequence[Refusal]) -> Failures | None:
    """Return why the queue takes nothing new of this service, or None when it does, or when nothing of it is kept."""
    return REFUSED[refusals[0]] if refusals and "submit" in pack.steps else None
