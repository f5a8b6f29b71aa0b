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
from kiosk.seen_devices import Seen, seen
from kiosk.terminal import Device as Entry
from kiosk.terminal import Terminal
from printers.contract import Paper, ReceiptPrinter
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


async def examine_device(terminal: Terminal, name: str, told: Seen | None = None) -> tuple[Finding, bool]:
    """Return how a device is, and whether it says that the mains are off.

    `told` is what a running terminal knows of it, which holds the device; it tells nothing of a power supply, which
    serves many.
    """
    entry = terminal.devices[name]
    if entry.fault is not None:
        advice = "ask the firm whose driver it is; docs/drivers.md says what it owes"
        return Finding(name, "degraded", entry.fault, advice), False
    if told is not None:
        return _finding(name, entry, told, "as the running terminal sees it"), False
    try:
        device = open_device(terminal, name)
    except ConfigurationError as error:
        return Finding(name, "degraded", str(error), _ADVICE["configuration"]), False
    await device.start()
    try:
        await _first_word(device)
        return _finding(name, entry, seen(device)), isinstance(device, Ups) and PowerWatch(device).on_battery
    finally:
        await device.close()


async def _first_word(device: Device | ReceiptPrinter | DocumentPrinter) -> None:
    until = time.monotonic() + FIRST_WORD
    while device.status.state.value == DeviceState.STARTING.value and time.monotonic() < until:
        await asyncio.sleep(0.05)


def _finding(name: str, entry: Entry, now: Seen, remark: str = "") -> Finding:
    advice = _ADVICE if now.paper is None else _OF_A_PRINTER
    found = now.state
    found += f", {now.trouble}" if now.trouble else ""
    found += f" ({', '.join(now.reasons)})" if now.reasons else ""
    behind = f"; {remark}" if remark else ""
    if not now.usable:
        do = advice.get(now.action or "", "look at the device and its cable")
        return Finding(name, "degraded", f"{found} at {_where(entry)}{behind}", do)
    if now.paper == Paper.LOW.value:
        return Finding(name, "good", f"{found}, the paper is near its end{behind}", "put in a new roll soon")
    if now.state == DeviceState.UNKNOWN.value:
        return Finding(name, "good", f"unknown: this model tells nothing of itself{behind}")
    return Finding(name, "good", f"{now.state}{behind}")


def _where(entry: Entry) -> str:
    """Return where the device should be, as terminal.toml says it; its driver where it says nothing."""
    return str(next((entry.settings[place] for place in _PLACES if entry.settings.get(place)), entry.driver))
