# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for presence sensors (人体感应), as terminal.toml names them."""

from __future__ import annotations

from drivers.driver import Driver
from drivers.modbus import BAUD_RATES, UNITS
from drivers.presence.contract import INTERFACE
from drivers.settings import PORT, Flag, Whole, baud

DRIVERS = (
    Driver(
        INTERFACE,
        "modbus",
        {
            "port": PORT,
            "baud": baud(*BAUD_RATES, default=BAUD_RATES[0]),
            "unit": Whole("a unit address from 1 to 247", UNITS.__contains__, 1),
            "input": Whole("an input from 0 to 255", range(256).__contains__, 0),
            "near_when_closed": Flag(default=True),
        },
        opens="drivers.presence.modbus:ModbusPresence",
    ),
)
