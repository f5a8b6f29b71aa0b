# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of captures, and of the texts of terminal.toml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drivers.capture.emulator.parser import BadCapture, read_capture
from drivers.contract import ConfigurationError
from drivers.driver import Driver
from drivers.registry import BUILT_IN
from drivers.settings import Text, Wholes
from drivers.transport import check_port
from drivers.usb_address import usb_address
from tests.fuzz.other_side import as_file
from tests.fuzz.parser import whole


def _capture(data: bytes) -> None:
    with as_file(data) as path:
        read_capture(Path(path))


_CAPTURE = b"kiosk capture 1\ndriver id_reader sdt\ndate 2026-11-22\n# a card\n0.000000 open serial\n"
_CAPTURE += b"0.100000 > aa aa aa 96 69 00 03 12 ff ee\n0.200000 < 96 69\n0.300000 command\n1.000000 lost\n1.1 close\n"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _set(data: bytes) -> None:
    """One text in terminal.toml is anything; where it is said to fit, the device is made."""
    driver = BUILT_IN[data[0] % len(BUILT_IN)] if data else BUILT_IN[0]
    texts = [name for name, setting in driver.settings.items() if isinstance(setting, Text)]
    changed = texts[data[1] % len(texts)] if len(data) > 1 else ""
    settings: dict[str, Any] = {}
    for name, setting in driver.settings.items():
        match setting:
            case Text():
                usual = next((place for place in map(bytes.decode, _PLACES) if setting.fits(place)), "")
                settings[name] = setting.default if setting.default is not None else usual
            case Wholes():
                settings[name] = {next(iter(setting.keys)): 1}
            case _:
                settings[name] = setting.default
        if name == changed and isinstance(setting, Text):
            text = data[2:].decode("utf-8", "replace")
            if "\0" in text or not setting.fits(text):  # terminal.toml is refused with either
                return
            settings[name] = text
    driver.open(settings)


_PLACES = (
    b"/dev/ttyUSB0",
    b"socket://[::1]:4001",
    b"spy:///dev/ttyUSB0?file=/tmp/wire",
    b"usb://0400:C35A?at=1-2.3",
    b"http://name:word@192.168.8.20:80/video.mjpg?a=b",
    b"/dev/input/by-id/usb-a-event-kbd",
    b"16 54 0D",
    b"ups",
    b"/srv/film",
)


def _fitting(driver: Driver) -> Iterator[tuple[int, bytes]]:
    """Yield texts that fit, and the number of their setting; no folder has WeChat's models in it."""
    texts = {name: setting for name, setting in driver.settings.items() if isinstance(setting, Text)}
    for key, (name, setting) in enumerate(texts.items()):
        yield from ((key, place) for place in _PLACES if name != "wechat" and setting.fits(place.decode()))


_CACHES = 5_000_000
"""Python keeps the last addresses that it cut up, a table of the names in paths, and the modules of the drivers."""

TEXTS = (
    whole("capture.file", _capture, (_CAPTURE,), BadCapture),
    whole("settings.port", lambda data: check_port(_text(data)), _PLACES[:3], ConfigurationError, tables=_CACHES),
    whole("settings.usb_address", lambda data: usb_address(_text(data)), _PLACES[3:4], ConfigurationError),
    whole(
        "settings.devices",
        _set,
        [bytes((at, key)) + place for at, driver in enumerate(BUILT_IN) for key, place in _fitting(driver)],
        ConfigurationError,
        examples=150,
        tables=_CACHES,
    ),
)
