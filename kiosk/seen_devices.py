# SPDX-License-Identifier: GPL-3.0-or-later
"""What the running terminal knows of its devices, told to `kiosk doctor` and `kiosk device`.

Many devices serve one program at a time: a network printer that talks to the terminal leaves a second caller unanswered
and would count as silent. What is told are states, and nothing of what went through the devices.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping

import msgspec

from drivers.contract import Device
from kiosk.only_one import who_is
from kiosk.places import Places
from printers.contract import PrinterStatus, ReceiptPrinter
from printers.document.contract import DocumentPrinter

AnyDevice = Device | ReceiptPrinter | DocumentPrinter

_FILE = "devices.json"


class Seen(msgspec.Struct, frozen=True):
    """How one device is."""

    state: str
    usable: bool
    action: str | None = None
    trouble: str | None = None
    paper: str | None = None
    reasons: tuple[str, ...] = ()
    """In the words of a document printer."""


def seen(device: AnyDevice) -> Seen:
    """Return how a started device is."""
    status = device.status
    action = status.action.value if status.action else None
    if not isinstance(status, PrinterStatus):
        return Seen(status.state.value, status.usable, action)
    trouble = status.trouble.value if status.trouble else None
    return Seen(status.state.value, status.can_print, action, trouble, status.paper.value, status.reasons)


class SeenDevices:
    """Keeps the file in the terminal's folder for sockets true for as long as `run` runs."""

    def __init__(self, places: Places, devices: Mapping[str, AnyDevice]) -> None:
        self._path = places.run / _FILE
        self._devices = devices

    async def run(self) -> None:
        """Write at each change. A folder that cannot be written only leaves a technician without the file."""
        changed = asyncio.Event()
        ends = [device.subscribe(lambda _: changed.set()) for device in self._devices.values()]
        try:
            while True:
                changed.clear()
                told = {name: seen(device) for name, device in self._devices.items()}
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(self._write, msgspec.json.encode(told))
                await changed.wait()
        finally:
            for end in ends:
                end()

    def _write(self, content: bytes) -> None:
        new = self._path.with_suffix(".new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        new.replace(self._path)


def seen_by_the_terminal(places: Places) -> dict[str, Seen]:
    """Return what a running terminal knows of its devices; nothing when none runs there, or has told nothing yet."""
    if who_is(places, "engine") is None:
        return {}
    try:
        return msgspec.json.decode((places.run / _FILE).read_bytes(), type=dict[str, Seen])
    except (OSError, msgspec.DecodeError):
        return {}
