# SPDX-License-Identifier: GPL-3.0-or-later
"""The contracts that a driver can fulfil, found by name and loaded only when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from drivers.contract import Device


@dataclass(frozen=True, slots=True)
class Contract:
    """What the devices of one class owe their callers."""

    version: tuple[int, int]
    """Major and minor version. A new minor version only adds."""
    device: type[Device]
    """The class that a device of it is an instance of."""


CONTRACTS: Mapping[str, str] = {
    "camera": "drivers.camera.contract:Camera",
    "document_camera": "drivers.document_camera.contract:DocumentCamera",
    "guide_lights": "drivers.lights.contract:GuideLights",
    "id_reader": "drivers.id_reader.contract:IdReader",
    "presence": "drivers.presence.contract:PresenceSensor",
    "scanner": "drivers.scanner.contract:Scanner",
    "signature": "drivers.signature.contract:SignaturePad",
    "social_card": "drivers.social_card.contract:SocialCardReader",
    "travel_document": "drivers.travel_document.contract:TravelDocumentReader",
    "ups": "drivers.ups.contract:Ups",
}
"""`module:class` by interface; the module has the contract's VERSION."""


def contract_of(interface: str) -> Contract:
    """Return a contract by its interface; raises KeyError when there is none of that name."""
    module, _, name = CONTRACTS[interface].partition(":")
    loaded = import_module(module)
    return Contract(loaded.VERSION, getattr(loaded, name))
