# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for scanners of codes (扫码器), as terminal.toml names them."""

from __future__ import annotations

import re

from drivers.camera.drivers import camera_settings
from drivers.driver import Driver
from drivers.scanner.contract import INTERFACE
from drivers.scanner.framing import Suffix
from drivers.settings import PORT, Flag, Text, baud

BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)

_SUFFIX = Text(
    "one of " + ", ".join(f'"{suffix.value}"' for suffix in Suffix),
    lambda name: name in {suffix.value for suffix in Suffix},
    Suffix.ANY.value,
)


def _hexadecimal(example: str) -> Text:
    return Text(f'bytes in hexadecimal such as "{example}"', _is_hexadecimal, "")


def _is_hexadecimal(text: str) -> bool:
    return re.fullmatch(r"(\s*[0-9A-Fa-f]{2})*\s*", text, re.ASCII) is not None


def _is_event_node(path: str) -> bool:
    return re.fullmatch(r"/dev/input/(by-id|by-path)/[^/]+-event-kbd", path) is not None


_WECHAT = {
    "wechat": Text("a folder with WeChat's model files", lambda folder: not folder or folder.startswith("/"), "")
}

DRIVERS = (
    Driver(
        INTERFACE,
        "serial",
        {
            "port": PORT,
            "baud": baud(*BAUD_RATES, default=9600),
            "suffix": _SUFFIX,
            "prefix": _hexadecimal("02"),
            "aim": Flag(default=True),
            "trigger_on": _hexadecimal("16 54 0D"),
            "trigger_off": _hexadecimal("16 55 0D"),
        },
        opens="drivers.scanner.serial:SerialScanner",
    ),
    Driver(
        INTERFACE,
        "evdev",
        {
            "node": Text('a path such as "/dev/input/by-id/usb-…-event-kbd"', _is_event_node),
            "suffix": _SUFFIX,
            "prefix": _hexadecimal("02"),
            "aim": Flag(default=True),
        },
        opens="drivers.scanner.evdev:WedgeScanner",
    ),
    Driver(
        INTERFACE,
        "camera",
        camera_settings(width=1280, height=720, per_second=25) | _WECHAT,
        opens="drivers.scanner.camera:open_camera",
    ),
)
