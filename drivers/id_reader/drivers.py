# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for ID-card readers (居民身份证阅读器), as terminal.toml names them."""

from __future__ import annotations

from drivers.driver import Driver
from drivers.id_reader.contract import INTERFACE
from drivers.id_reader.protocol import BAUD_RATES
from drivers.settings import PORT, baud

DRIVERS = (
    Driver(
        INTERFACE,
        "sdt",
        {"port": PORT, "baud": baud(*BAUD_RATES, default=BAUD_RATES[0])},
        opens="drivers.id_reader.sdt:SdtReader",
    ),
)
