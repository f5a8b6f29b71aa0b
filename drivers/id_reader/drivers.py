# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for ID-card readers (居民身份证阅读器), as terminal.toml names them."""

from __future__ import annotations

from pathlib import PurePosixPath

from drivers.contract import ConfigurationError
from drivers.driver import Driver
from drivers.id_reader.contract import INTERFACE
from drivers.id_reader.protocol import BAUD_RATES
from drivers.settings import Flag, Text, baud, is_port
from drivers.usb_address import is_usb, usb_address


def _is_port(port: str) -> bool:
    if not is_usb(port):
        return is_port(port)
    try:
        usb_address(port)
    except ConfigurationError:
        return False
    return True


def _is_program(path: str) -> bool:
    return PurePosixPath(path).is_absolute()


DRIVERS = (
    Driver(
        INTERFACE,
        "sdt",
        {
            "port": Text('a text such as "/dev/ttyUSB0", "socket://10.0.0.7:4001" or "usb://0400:C35A"', _is_port),
            "baud": baud(*BAUD_RATES, default=BAUD_RATES[0]),
            "set_baud": Flag(default=False),
            "photo_decoder": Text('the path of a program, such as "/opt/decoder/wlt"', _is_program, default=""),
        },
        opens="drivers.id_reader.sdt:SdtReader",
    ),
)
