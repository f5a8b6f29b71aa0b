# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` finds of one device: how it stands, where it should be, and what to do about it."""

from __future__ import annotations

import asyncio
import time

from drivers.contract import ConfigurationError, Device, DeviceState
from drivers.ups.contract import Ups
from kiosk.commands.findings import Finding
from kiosk.devices import open_device
from kiosk.power import PowerWatch
from kiosk.terminal import Device as Entry
from kiosk.terminal import Terminal
from printers.contract import PrinterStatus, ReceiptPrinter
from printers.document.contract import DocumentPrinter

FIRST_WORD = 10.0
"""Seconds that a device may take to say how it stands: on a machine that is busy it starts slowly."""

_PLACES = ("port", "source", "node", "reader", "url")
"""The settings that say where a device is, whatever its class."""

_ADVICE = {
    "reset": "switch the device off and on",
    "clear": "look at what lies on it, covers it or is jammed in it",
    "maintenance": "check the cable and the power; if the port has another name, correct terminal.toml",
    "configuration": "the port is wrong, forbidden or used by another program; is the terminal running?",
    "suspend": "wait a moment and try again",
}
_OF_A_PRINTER = _ADVICE | {"clear": "look at the paper, the cover and the cutter"}


async def examine_device(terminal: Terminal, name: str) -> tuple[Finding, bool]:
    """Return how a device is, and whether it says that the mains are off."""
    entry = terminal.devices[name]
    if entry.fault is not None:
        advice = "ask the firm whose driver it is; docs/drivers.md says what it owes"
        return Finding(name, "degraded", entry.fault, advice), False
    try:
        device = open_device(terminal, name)
    except ConfigurationError as error:
        return Finding(name, "degraded", str(error), _ADVICE["configuration"]), False
    await device.start()
    try:
        await _first_word(device)
        return _finding(name, entry, device), isinstance(device, Ups) and PowerWatch(device).on_battery
    finally:
        await device.close()


async def _first_word(device: Device | ReceiptPrinter | DocumentPrinter) -> None:
    until = time.monotonic() + FIRST_WORD
    while device.status.state.value == DeviceState.STARTING.value and time.monotonic() < until:
        await asyncio.sleep(0.05)


def _finding(name: str, entry: Entry, device: Device | ReceiptPrinter | DocumentPrinter) -> Finding:
    status = device.status
    found = status.state.value
    if isinstance(status, PrinterStatus):
        usable, advice = status.can_print, _OF_A_PRINTER
        found += f", {status.trouble.value}" if status.trouble else ""
        found += f" ({', '.join(status.reasons)})" if status.reasons else ""
    else:
        usable, advice = status.usable, _ADVICE
    if usable:
        return Finding(name, "good", status.state.value)
    action = status.action.value if status.action else ""
    return Finding(
        name, "degraded", f"{found} at {_where(entry)}", advice.get(action, "look at the device and its cable")
    )


def _where(entry: Entry) -> str:
    """Return where the device should be, as terminal.toml says it; its driver where it says nothing."""
    return str(next((entry.settings[place] for place in _PLACES if entry.settings.get(place)), entry.driver))
