# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated travel documents (护照、通行证) for a virtual reader of a real PC/SC service (vpcd)."""

from __future__ import annotations

from drivers.smart_card.emulator import PORT
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from kiosk.demo.emulators.chip_cards import READER, Hand, card_facts, card_verbs, what_is_missing
from kiosk.demo.panel import Title
from kiosk.demo.steering import Emulated, Facts

_DOCUMENTS = {"passport": PASSPORT, "permit": PERMIT_OF_HONG_KONG}
CHIPS = {name: TravelDocumentChip(document) for name, document in _DOCUMENTS.items()} | {
    "altered": TravelDocumentChip(PASSPORT, digest="none"),
    "locked": TravelDocumentChip(PASSPORT, challenges=False),
}
"""`altered`: its security object has a hash that nobody knows. `locked`: wants another way in."""
_PRINTED = _DOCUMENTS | {"altered": PASSPORT, "locked": PASSPORT}


def _facts(hand: Hand) -> Facts:
    """What is printed at the foot of the document is told too: whoever reads the chip has to type it."""
    facts = card_facts(hand, CHIPS)
    card = facts["card"]
    return {**facts, "zone": _PRINTED[card].zone if isinstance(card, str) else None}


DEVICE = Emulated(
    "travel_document",
    Title("护照、通行证", "Travel document"),
    about="travel documents of people who do not exist, for vpcd, the virtual reader of a real pcscd",
    driver="pcsc",
    verbs=card_verbs(CHIPS),
    facts=_facts,
    on_tcp=Hand,
    port=PORT,
    settings=lambda _: {"reader": READER},
    missing=what_is_missing,
)
