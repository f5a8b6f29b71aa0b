# SPDX-License-Identifier: GPL-3.0-or-later
"""What one terminal is: `terminal.toml`, described key by key in docs/terminal.md."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

import msgspec

from drivers.contract import ConfigurationError
from drivers.id_reader.sdt import BAUD_RATES
from drivers.transport import check_port
from kiosk.toml_table import Table, TomlError, read_toml
from kiosk.words import Words

_PYSERIAL = frozenset({"alt", "cp2110", "hwgrep", "loop", "rfc2217", "socket", "spy"})
"""The URLs that pyserial knows."""


class TerminalFileError(Exception):
    """`terminal.toml` cannot be used. The message names the file, the line, what was found and what was expected."""

    def __init__(self, mistake: TomlError) -> None:
        self.path = mistake.path
        self.line = mistake.line
        super().__init__(str(mistake))


class SdtReader(msgspec.Struct, frozen=True):
    """An ID-card reader that speaks the SDT protocol of GA/T 467 on a serial port or socket."""

    port: str
    baud: int = 115200


class EscposPrinter(msgspec.Struct, frozen=True):
    """A receipt printer that speaks ESC/POS on a serial port or socket; `width` is its print head's, in dots."""

    port: str
    width: int = 576
    baud: int = 115200


Device: TypeAlias = SdtReader | EscposPrinter


class Devices(msgspec.Struct, frozen=True):
    """The devices that this terminal has; None where the file names none."""

    id_reader: SdtReader | None = None
    receipt_printer: EscposPrinter | None = None

    def named(self) -> dict[str, Device]:
        """Return the devices that are there, by the name that the file and the command line give them."""
        devices = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: device for name, device in devices.items() if device is not None}


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
    devices: Devices


def load_terminal(path: Path) -> Terminal:
    """Return what a `terminal.toml` says; raises TerminalFileError, so that a mistake never passes as a default."""
    try:
        return _terminal(path, read_toml(path, ("terminal", "platform", "devices")))
    except TomlError as mistake:
        raise TerminalFileError(mistake) from None


def _terminal(path: Path, file: Table) -> Terminal:
    terminal = file.table("terminal", ("id", "division", "place"))
    return Terminal(
        id=terminal.text("id", 'a text such as "4452-0137"', _matches(r"\d{4}-\d{4}")),
        division=terminal.text("division", 'a text of 12 digits such as "445202003201"', _matches(r"\d{12}")),
        place=_place(terminal),
        platform=_platform(path, file.table("platform", ("url", "credentials"))),
        devices=_devices(file) if "devices" in file else Devices(),
    )


def _place(terminal: Table) -> Words:
    if not terminal.is_table("place"):
        return Words.same(terminal.text("place", "a text, or a table with hans, hant and en"))
    place = terminal.table("place", Words.__struct_fields__)
    return Words(*(place.text(language, "a text") for language in Words.__struct_fields__))


def _platform(path: Path, table: Table) -> Platform:
    url = table.text("url", 'an address such as "https://platform.example.gov.cn"', _is_platform_url)
    credentials = table.text("credentials", 'a path such as "/etc/kiosk/credentials"')
    return Platform(url, path.parent / credentials)


def _devices(file: Table) -> Devices:
    devices = file.table("devices", Devices.__struct_fields__)
    return Devices(
        id_reader=_id_reader(devices) if "id_reader" in devices else None,
        receipt_printer=_receipt_printer(devices) if "receipt_printer" in devices else None,
    )


def _id_reader(devices: Table) -> SdtReader:
    table = devices.table("id_reader", ("driver", "port", "baud"))
    table.text("driver", '"sdt"', "sdt".__eq__)
    port = table.text(
        "port",
        'a text such as "/dev/ttyUSB0", "socket://127.0.0.1:9100" or "spy:///dev/ttyUSB0?file=/tmp/wire.txt"',
        lambda port: _is_port(port) and _driver_takes(port),
    )
    return SdtReader(port, _baud(table))


def _receipt_printer(devices: Table) -> EscposPrinter:
    table = devices.table("receipt_printer", ("driver", "port", "width", "baud"))
    table.text("driver", '"escpos"', "escpos".__eq__)
    dots = "a multiple of 8 from 256 to 1024 (dots: 384 on 58 mm paper, 576 on 80 mm)"
    width = table.whole("width", dots, lambda width: 256 <= width <= 1024 and width % 8 == 0, 576)
    return EscposPrinter(_port(table), width, _baud(table))


def _driver_takes(port: str) -> bool:
    try:
        check_port(port)
    except ConfigurationError:
        return False
    return True


def _baud(table: Table) -> int:
    rates = ", ".join(str(rate) for rate in sorted(BAUD_RATES))
    return table.whole("baud", f"one of {rates}", BAUD_RATES.__contains__, 115200)


def _port(table: Table) -> str:
    return table.text("port", 'a text such as "/dev/ttyUSB0" or "socket://127.0.0.1:9100"', _is_port)


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text, re.ASCII) is not None


def _is_port(port: str) -> bool:
    """Say whether a text can be a pyserial address: the path of a port, or a URL whose socket names host and port.

    `spy://` must name a file: pyserial would write the wire, and what is on it of a citizen, into the log.
    """
    if port.startswith("spy://") and "file=" not in port:
        return False
    port = port.removeprefix("spy://")
    if port.startswith("/"):
        return len(port) > 1
    address = _split(port)
    if address is not None and address.scheme == "socket":
        return bool(address.hostname) and _has_port(address)
    return address is not None and address.scheme in _PYSERIAL and f"{address.scheme}://" in port


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
