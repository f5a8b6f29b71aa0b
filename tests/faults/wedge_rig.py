# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated scanner in keyboard mode beneath umockdev, and the driver that opens it."""

from __future__ import annotations

import asyncio
from typing import Any

from drivers.scanner import Scanner
from drivers.scanner.emulator.keyboard import KeyboardScanner
from drivers.scanner.evdev import WedgeScanner
from tests.faults.scanner_bench import QUICK, asked
from tests.faults.umockdev_rig import with_device
from tests.faults.waiting import PATIENCE

NODE = "/dev/input/by-id/usb-Nobody_Scanner-event-kbd"

Rig = KeyboardScanner
under_umockdev = with_device(Rig)


async def shown(rig: Rig, scanner: Scanner, code: bytes | str, *, aim: str = "", suffix: bytes = b"\r") -> Any:
    """Ask for a code, show one, and return what the driver made of it."""
    scan = await asked(scanner)
    rig.show(code, aim=aim, suffix=suffix)
    return await scan


def wedge() -> WedgeScanner:
    """Return the driver, not started."""
    return WedgeScanner(NODE, delays=QUICK)


async def all_heard(rig: Rig) -> None:
    """Wait until the driver has read everything that was typed."""
    async with asyncio.timeout(PATIENCE):
        while rig.unread:
            await asyncio.sleep(0)
