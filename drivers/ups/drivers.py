# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for uninterruptible power supplies (不间断电源), as terminal.toml names them."""

from __future__ import annotations

from dataclasses import replace

from drivers.driver import Driver
from drivers.settings import PORT, Text
from drivers.ups.contract import INTERFACE
from drivers.ups.protocol import is_name

DRIVERS = (
    Driver(
        INTERFACE,
        "nut",
        {
            "port": replace(PORT, default="socket://127.0.0.1:3493"),
            "ups": Text("the supply's name in ups.conf", is_name, default=""),
        },
        opens="drivers.ups.nut:NutUps",
    ),
)
