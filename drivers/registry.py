# SPDX-License-Identifier: GPL-3.0-or-later
"""All drivers that come with the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.contract import ConfigurationError
from drivers.driver import Driver
from drivers.id_reader.drivers import DRIVERS as ID_READERS

BUILT_IN: tuple[Driver, ...] = (*ID_READERS,)
"""Every driver of ours. Loading this module loads none of their code."""


def find_driver(interface: str, name: str, drivers: Iterable[Driver] = BUILT_IN) -> Driver:
    """Return the driver of this name for a class of devices; raises `ConfigurationError` when there is none."""
    there = {driver.name: driver for driver in drivers if driver.interface == interface}
    if name not in there:
        raise ConfigurationError(f"unknown driver {name!r} for {interface}; there is: {', '.join(sorted(there))}")
    return there[name]
