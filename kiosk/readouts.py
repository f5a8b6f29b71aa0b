# SPDX-License-Identifier: GPL-3.0-or-later
"""What a technician is told of one reading of a device: enough to know that it works, nothing that names a person.

Technicians read cards and codes of their own, and others look on.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from drivers.camera.contract import Camera, Pixels
from drivers.contract import Device, TimedOut
from drivers.document_camera.contract import DocumentCamera, Paper
from drivers.id_reader import IdReader
from drivers.lights.contract import GuideLights, Pattern
from drivers.presence.contract import Presence, PresenceSensor
from drivers.scanner import Scanner, summary
from drivers.signature.contract import SignaturePad
from drivers.social_card import SocialCardReader
from drivers.travel_document.contract import TravelDocumentReader
from drivers.travel_document.mrz import MalformedMrz, parse_mrz
from drivers.ups.contract import Supply, Ups
from kiosk.failures import OperatorError
from kiosk.identity.names import mask_name
from kiosk.identity.resident_id import ResidentId

Told = dict[str, Any]

Picture: TypeAlias = Pixels | bytes
"""A camera's pixels, or a document camera's finished JPEG."""

SIGNED_AFTER = 2.0
"""Seconds without a stroke after which a signature counts as ended: nobody presses a button here."""
KNOWN_WITHIN = 5.0
"""Seconds that a sensor has for its first answer."""
LAMP_SHINES = 1.0
"""Seconds that each lamp shines, one after the other."""


@dataclass(frozen=True)
class Readout:
    """How one class of devices is read by hand."""

    prompt: str
    """What to do at the device; empty where nothing has to be done."""
    read: Callable[[Any, float], Awaitable[Told]]
    """Called with the started device and the seconds that the technician has; raises `DeviceError`."""
    take: Callable[[Any, float], Awaitable[tuple[Told, Picture]]] | None = None
    """The same of a device that takes pictures, with the picture."""


async def _id_card(reader: IdReader, within: float) -> Told:
    card = await reader.read(timeout=within)
    return {
        "kind": card.kind.name.lower(),
        "name": mask_name(card.name),
        "number": ResidentId(card.number).masked,
        "valid_to": card.validity.ends.isoformat() if card.validity.ends else "长期",
        "photo_bytes": len(card.photo),
        "newest_address": _known_or_not(card.newest_address),
    }


def _known_or_not(newest: str | None) -> str:
    """Whether the card bears an address newer than the printed one; None: the module does not tell."""
    return "unknown" if newest is None else "on the card" if newest else "none"


async def _social_card(reader: SocialCardReader, within: float) -> Told:
    card = await reader.read(timeout=within)
    return {
        "name": mask_name(card.name),
        "number": ResidentId(card.number).masked,
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        "division": card.card_id[:6],
        "version": card.version,
    }


async def _travel_document(reader: TravelDocumentReader, within: float) -> Told:
    """The chip opens only to what is printed on the document, which is typed."""
    lines = [line.strip() for line in await asyncio.to_thread(_paragraph)]
    try:
        key = parse_mrz("\n".join(lines)).key
    except MalformedMrz as error:
        raise OperatorError(f"that is not what stands at the foot of a travel document: {error}") from error
    document = await reader.read(key, portrait=True, timeout=within)
    return {
        "layout": document.mrz.layout.value,
        "groups": sorted(document.groups),
        "integrity": document.integrity.value,
        "portrait_bytes": len(document.portrait.data) if document.portrait else 0,
    }


def _paragraph() -> list[str]:
    """Return lines from standard input, up to an empty one."""
    return list(iter(lambda: sys.stdin.readline().rstrip("\n"), ""))


async def _taken(camera: Camera, within: float) -> tuple[Told, Picture]:
    # OpenCV is loaded only where there is a camera.
    from drivers.camera.reading import read_one  # noqa: PLC0415

    reading = await read_one(camera, timeout=within)
    return dict(reading.summary), reading.frame.pixels


async def _picture(camera: Camera, within: float) -> Told:
    return (await _taken(camera, within))[0]


async def _scanned(camera: DocumentCamera, within: float) -> tuple[Told, Picture]:
    document = await camera.scan(Paper.OTHER, timeout=within)
    told = {
        "width": document.width,
        "height": document.height,
        "jpeg_bytes": len(document.jpeg),
        "sharpness": round(document.sharpness, 2),
        "glare": round(document.glare, 2),
        "lines": document.lines.value,
    }
    return told, document.jpeg


async def _document(camera: DocumentCamera, within: float) -> Told:
    return (await _scanned(camera, within))[0]


async def _code(scanner: Scanner, within: float) -> Told:
    return dict(summary(await scanner.scan(timeout=within)))


async def _signature(pad: SignaturePad, within: float) -> Told:
    loop = asyncio.get_running_loop()
    ending: asyncio.TimerHandle | None = None

    def inked(*_: object) -> None:
        nonlocal ending
        if ending is not None:
            ending.cancel()
        ending = loop.call_later(SIGNED_AFTER, pad.done)

    signature = await pad.sign(timeout=within, on_ink=inked)
    return {
        "amount": signature.amount.value,
        "strokes": len(signature.strokes),
        "points": sum(len(stroke) for stroke in signature.strokes),
        "ink_mm": round(signature.ink_length),
        "seconds": round(signature.duration, 1),
        "pressure": any(point.pressure is not None for stroke in signature.strokes for point in stroke),
    }


async def _lamps(lights: GuideLights, _within: float) -> Told:
    """Lamps are read with the eye: each shines for a moment, one after the other."""
    shone = []
    for place in lights.places:
        await lights.show(place, Pattern.CONTINUOUS)
        await asyncio.sleep(LAMP_SHINES)
        if lights.shown is not None and place in lights.shown:
            shone.append(place.value)
        await lights.show(place, Pattern.OFF)
    return {"places": [place.value for place in lights.places], "shone": shone}


async def _somebody(sensor: PresenceSensor, _within: float) -> Told:
    await _known(lambda: sensor.presence is not Presence.UNKNOWN)
    return {"presence": sensor.presence.value}


async def _power(ups: Ups, _within: float) -> Told:
    await _known(lambda: ups.power.supply is not Supply.UNKNOWN)
    power = ups.power
    return {
        "supply": power.supply.value,
        "charge_percent": power.charge,
        "runtime_seconds": power.runtime,
        "replace_battery": power.replace_battery,
    }


async def _known(is_known: Callable[[], bool]) -> None:
    """Wait until a sensor has told what it sees; raises `TimedOut` when it does not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(KNOWN_WITHIN):
            while not is_known():
                await asyncio.sleep(0.05)
        return
    raise TimedOut("nothing is known yet")


READOUTS: Mapping[str, Readout] = {
    "id_reader": Readout("lay a card on the reader", _id_card),
    "social_card": Readout("put a social security card into the reader", _social_card),
    "travel_document": Readout(
        "lay the document on the reader, type the lines at its foot, then an empty one", _travel_document
    ),
    "camera": Readout("", _picture, _taken),
    "document_camera": Readout("lay a sheet under the camera", _document, _scanned),
    "scanner": Readout("show a code to the scanner", _code),
    "signature": Readout(f"sign; it ends {SIGNED_AFTER:g} s after the last stroke", _signature),
    "guide_lights": Readout("look at the lamps: each shines for a moment", _lamps),
    "presence": Readout("", _somebody),
    "ups": Readout("", _power),
}
"""By the contract that a device fulfils."""


def readout(device: Device) -> Readout:
    """Return how this device is read."""
    return READOUTS[device.capabilities.interface]


def takes_pictures(interface: str) -> bool:
    """Whether a reading of such a device is a picture."""
    return interface in READOUTS and READOUTS[interface].take is not None
