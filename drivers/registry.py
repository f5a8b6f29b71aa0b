# SPDX-License-Identifier: GPL-3.0-or-later
"""All drivers that come with the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.camera.drivers import DRIVERS as CAMERAS
from drivers.contract import ConfigurationError
from drivers.document_camera.drivers import DRIVERS as DOCUMENT_CAMERAS
from drivers.driver import Driver
from drivers.id_reader.drivers import DRIVERS as ID_READERS
from drivers.lights.drivers import DRIVERS as LIGHTS
from drivers.presence.drivers import DRIVERS as PRESENCE_SENSORS
from drivers.scanner.drivers import DRIVERS as SCANNERS
from drivers.signature.drivers import DRIVERS as SIGNATURE_PADS
from drivers.social_card.drivers import DRIVERS as SOCIAL_CARD_READERS
from drivers.travel_document.drivers import DRIVERS as TRAVEL_DOCUMENT_READERS
from drivers.ups.drivers import DRIVERS as POWER_SUPPLIES

BUILT_IN: tuple[Driver, ...] = (
    *CAMERAS,
    *DOCUMENT_CAMERAS,
    *ID_READERS,
    *LIGHTS,
    *PRESENCE_SENSORS,
    *SCANNERS,
    *SIGNATURE_PADS,
    *SOCIAL_CARD_READERS,
    *TRAVEL_DOCUMENT_READERS,
    *POWER_SUPPLIES,
)
"""Every driver of ours. Loading this module loads none of their code."""


def find_driver(interface: str, name: str, drivers: Iterable[Driver] = BUILT_IN) -> Driver:
    """Return the driver of this name for a class of devices; raises `ConfigurationError` when there is none."""
    there = {driver.name: driver for driver in drivers if driver.interface == interface}
    if name not in there:
        raise ConfigurationError(f"unknown driver {name!r} for {interface}; there is: {', '.join(sorted(there))}")
    return there[name]
