# SPDX-License-Identifier: GPL-3.0-or-later
"""What a technician is told of one reading of a device: enough to know that it works, nothing that names a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from drivers.contract import Device
from drivers.id_reader import IdReader
from kiosk.identity.names import mask_name
from kiosk.identity.resident_id import ResidentId


@dataclass(frozen=True)
class Readout:
    """How one class of devices is read by hand."""

    prompt: str
    """What to do at the device; empty where nothing has to be done."""
    read: Callable[[Any, float], Awaitable[dict[str, Any]]]
    """Called with the started device and the seconds that the technician has; raises `DeviceError`."""


async def _id_card(reader: IdReader, within: float) -> dict[str, Any]:
    """Masked, since technicians read their own cards and others look on."""
    card = await reader.read(timeout=within)
    return {
        "kind": card.kind.name.lower(),
        "name": mask_name(card.name),
        "number": ResidentId(card.number).masked,
        "valid_to": card.validity.ends.isoformat() if card.validity.ends else "长期",
        "photo_bytes": len(card.photo),
    }


READOUTS: Mapping[str, Readout] = {
    "id_reader": Readout("lay a card on the reader", _id_card),
}
"""By the contract that a device fulfils."""


def readout(device: Device) -> Readout:
    """Return how this device is read."""
    return READOUTS[device.capabilities.interface]
