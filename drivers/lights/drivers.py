# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for guide lights (导引灯), as terminal.toml names them."""

from __future__ import annotations

from drivers.driver import Driver
from drivers.lights.coils import NAMES
from drivers.lights.contract import INTERFACE
from drivers.modbus import BAUD_RATES, UNITS
from drivers.settings import PORT, Whole, Wholes, baud

DRIVERS = (
    Driver(
        INTERFACE,
        "modbus",
        {
            "port": PORT,
            "baud": baud(*BAUD_RATES, default=BAUD_RATES[0]),
            "unit": Whole("a unit address from 1 to 247", UNITS.__contains__, 1),
            "places": Wholes("a coil from 0 to 255", NAMES, range(256).__contains__),
        },
        opens="drivers.lights.modbus:ModbusLights",
    ),
)
