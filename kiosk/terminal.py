# SPDX-License-Identifier: GPL-3.0-or-later
"""What one terminal is: `terminal.toml`, described key by key in docs/terminal.md."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import msgspec

from drivers.driver import Driver
from drivers.registry import BUILT_IN
from drivers.settings import Flag, Number, Setting, Text, Value, Whole, Wholes, baud
from drivers.third_party import INSTALLED, ThirdParty, is_package_name, load_third_party, package_of
from kiosk.toml_table import Table, TomlError, read_toml
from kiosk.words import Words
from printers.receipt.profiles import DEFAULT as DEFAULT_MODEL
from printers.receipt.profiles import PICTURE, TEXTS
from printers.receipt.profiles import PROFILES as MODELS
from printers.receipt.usb_address import is_usb, usb_address

_PYSERIAL = frozenset({"alt", "cp2110", "hwgrep", "loop", "rfc2217", "socket", "spy"})
"""The URLs that pyserial knows."""

RECEIPT_PRINTER = "receipt_printer"
DOCUMENT_PRINTER = "document_printer"


INTERFACES = {
    "id_reader": "id_reader",
    "social_card": "social_card",
    "travel_document": "travel_document",
    "face_camera": "camera",
    "document_camera": "document_camera",
    "scanner": "scanner",
    "signature": "signature",
    "guide_lights": "guide_lights",
    "presence": "presence",
    "ups": "ups",
    "receipt_printer": RECEIPT_PRINTER,
    "document_printer": DOCUMENT_PRINTER,
}
"""The devices that a terminal may have, each with the contract that it has to fulfil."""


class TerminalFileError(Exception):
    """`terminal.toml` cannot be used. The message names the file, the line, what was found and what was expected."""

    def __init__(self, mistake: TomlError) -> None:
        self.path = mistake.path
        self.line = mistake.line
        super().__init__(str(mistake))


class Device(msgspec.Struct, frozen=True):
    """One device of this terminal: the contract that it fulfils, its driver, and what the driver is told."""

    interface: str
    driver: str
    settings: dict[str, Any]
    """As `drivers.driver.Driver.settings` declares them, with defaults where the file says nothing."""
    fault: str | None = None
    """Why another firm's driver cannot be used; None when it can, and for ours."""


class Platform(msgspec.Struct, frozen=True):
    """Where the provincial platform is, and the keys by which this terminal and it know each other."""

    url: str
    credentials: Path


class Terminal(msgspec.Struct, frozen=True):
    """One terminal: its number in the province, its administrative division, where it stands, what it has."""

    id: str
    division: str
    place: Words
    platform: Platform
    devices: dict[str, Device]
    """By the name that the file and the command line give them."""
    drivers: tuple[Driver, ...] = BUILT_IN
    """Ours, and those of other firms that the file allows."""
    copy: Path | None = None
    """A folder on a second disk for the nightly copy of the queue; None: it lies beside the queue."""


def load_terminal(path: Path, drivers: Path = INSTALLED) -> Terminal:
    """Return what a `terminal.toml` says; raises TerminalFileError, so that a mistake never passes as a default.

    The packages of other firms that it allows are loaded from the folder `drivers`.
    """
    try:
        return _terminal(path, read_toml(path, ("terminal", "platform", "drivers", "devices")), drivers)
    except TomlError as mistake:
        raise TerminalFileError(mistake) from None


def _terminal(path: Path, file: Table, drivers: Path) -> Terminal:
    third_party = _third_party(file, drivers)
    terminal = file.table("terminal", ("id", "division", "place", "copy"))
    copy = terminal.text("copy", 'a path such as "/mnt/second/kiosk"', lambda path: path.startswith("/"), "")
    return Terminal(
        id=terminal.text("id", 'a text such as "4452-0137"', _matches(r"\d{4}-\d{4}")),
        division=terminal.text("division", 'a text of 12 digits such as "445202003201"', _matches(r"\d{12}")),
        place=_place(terminal),
        platform=_platform(path, file.table("platform", ("url", "credentials"))),
        devices=_devices(file, third_party) if "devices" in file else {},
        drivers=(*BUILT_IN, *third_party.drivers),
        copy=Path(copy) if copy else None,
    )


def _third_party(file: Table, folder: Path) -> ThirdParty:
    """An installed terminal trusts what root has put there; one below a folder of its own, what its user has too."""
    if "drivers" not in file:
        return ThirdParty()
    allowed = file.table("drivers", ("allowed",)).texts(
        "allowed", 'a list of packages such as ["acme_radar"]', is_package_name
    )
    return load_third_party(folder, allowed, owners={0} if folder == INSTALLED else {0, os.getuid()})


def _place(terminal: Table) -> Words:
    if not terminal.is_table("place"):
        return Words.same(terminal.text("place", "a text, or a table with hans, hant and en"))
    place = terminal.table("place", Words.__struct_fields__)
    return Words(*(place.text(language, "a text") for language in Words.__struct_fields__))


def _platform(path: Path, table: Table) -> Platform:
    url = table.text("url", 'an address such as "https://platform.example.gov.cn"', _is_platform_url)
    credentials = table.text("credentials", 'a path such as "/etc/kiosk/credentials"')
    return Platform(url, path.parent / credentials)


def _devices(file: Table, third_party: ThirdParty) -> dict[str, Device]:
    devices = file.table("devices", tuple(INTERFACES))
    return {name: _device(devices, name, INTERFACES[name], third_party) for name in devices}


def _device(devices: Table, name: str, interface: str, third_party: ThirdParty) -> Device:
    known = _PRINTERS.get(interface, {})
    faults: Mapping[str, str] = {}
    if interface not in _PRINTERS:
        there = (*BUILT_IN, *third_party.drivers)
        known = {driver.name: driver.settings for driver in there if driver.interface == interface}
        faults = third_party.faults
    expected = " or ".join(f'"{driver}"' for driver in sorted(known))
    given = devices.loose(name)
    if "driver" in given:
        driver = given.text("driver", expected, lambda driver: driver in known or package_of(driver) in faults)
        if driver not in known:
            return Device(interface, driver, {}, faults[package_of(driver)])  # only the package knows its settings
    every_key = {key for settings in known.values() for key in settings}
    driver = devices.table(name, ("driver", *every_key)).text("driver", expected)
    table = devices.table(name, ("driver", *known[driver]))
    try:
        return Device(interface, driver, _settings(table, known[driver]))
    except TomlError:
        raise
    except Exception as error:
        if all(theirs.name != driver for theirs in third_party.drivers):
            raise
        mistake = f"driver {driver!r} fails to judge a setting: {type(error).__name__}: {error}"
        return Device(interface, driver, {}, mistake)


def _settings(table: Table, known: Mapping[str, Setting]) -> dict[str, Value]:
    return {key: _value(table, key, setting) for key, setting in known.items()}


def _value(table: Table, key: str, setting: Setting) -> Value:
    match setting:
        case Text(expected=expected, fits=fits, default=text):
            return table.text(key, expected, fits, text)
        case Whole(expected=expected, fits=fits, default=whole):
            return table.whole(key, expected, fits, whole)
        case Number(expected=expected, fits=fits, default=number):
            return table.number(key, expected, fits, number)
        case Flag(default=flag):
            return table.flag(key, default=flag)
        case Wholes(expected=expected, keys=keys, fits=fits):
            if key not in table:
                return {}
            wholes = table.table(key, keys)
            return {name: wholes.whole(name, expected, fits) for name in wholes}


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text, re.ASCII) is not None


def _is_printer_port(port: str) -> bool:
    """Say whether a text can be a pyserial address: the path of a port, or a URL whose socket names host and port.

    `spy://` must name a file: pyserial would write the wire, and what is on it of a citizen, into the log.
    """
    if is_usb(port):
        return _is_usb_port(port)
    if port.startswith("spy://") and "file=" not in port:
        return False
    port = port.removeprefix("spy://")
    if port.startswith("/"):
        return len(port) > 1
    address = _split(port)
    if address is not None and address.scheme == "socket":
        return bool(address.hostname) and _has_port(address)
    return address is not None and address.scheme in _PYSERIAL and f"{address.scheme}://" in port


def _is_usb_port(port: str) -> bool:
    try:
        usb_address(port)
    except ValueError:
        return False
    return True


def _is_ipp_url(url: str) -> bool:
    """Say whether a text is the address of a printer, without a name or a password in it."""
    address = _split(url)
    return address is not None and address.scheme in {"ipp", "ipps"} and bool(address.hostname) and "@" not in url


_PRINTERS: Mapping[str, Mapping[str, Mapping[str, Setting]]] = {
    RECEIPT_PRINTER: {
        "escpos": {
            "port": Text(
                'a text such as "/dev/ttyUSB0", "usb://0416:5011" or "socket://127.0.0.1:9100"', _is_printer_port
            ),
            "model": Text(f"one of {', '.join(MODELS)}", MODELS.__contains__, DEFAULT_MODEL),
            "width": Whole(
                "a multiple of 8 from 256 to 1024 (dots: 384 on 58 mm paper, 576 on 80 mm)",
                lambda width: 256 <= width <= 1024 and width % 8 == 0,
                0,  # the model's
            ),
            "baud": baud(9600, 19200, 38400, 57600, 115200, default=115200),
            "text": Text(f"one of {', '.join(TEXTS)}", TEXTS.__contains__, PICTURE),
        }
    },
    DOCUMENT_PRINTER: {
        "ipp": {
            "url": Text('an address such as "ipp://192.0.2.20/ipp/print"', _is_ipp_url),
            "certificate": Text("the path of a file in PEM", lambda path: path.startswith("/"), ""),
        }
    },
}
"""By interface and driver."""


def _is_platform_url(url: str) -> bool:
    """Say whether citizens' data may go there: encrypted, or never leaving this machine."""
    address = _split(url)
    if address is None or not address.hostname or "@" in address.netloc:
        return False
    if address.query or address.fragment:
        return False
    return address.scheme == "https" or (address.scheme == "http" and _is_loopback(address.hostname))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_port(address: SplitResult) -> bool:
    try:
        return bool(address.port)
    except ValueError:
        return False


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
