# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated signature pad beneath umockdev, the driver that opens it, and somebody who signs."""

from __future__ import annotations

import asyncio

from drivers.attachment import Pace
from drivers.contract import DeviceState
from drivers.signature import Point, Signature, SignaturePad
from drivers.signature.emulator import PadOnANode
from drivers.signature.evdev import EvdevPad
from tests.faults.umockdev_rig import with_device
from tests.faults.waiting import PATIENCE, until

NODE = "/dev/input/by-id/usb-Nobody_Pad-event-mouse"
QUICK = Pace(look=0.02, retry_first=0.02, retry_most=0.05)

Rig = PadOnANode
under_umockdev = with_device(Rig)


def pad_at(node: str = NODE, *, width: float = 0.0, height: float = 0.0) -> EvdevPad:
    """Return the driver, not started."""
    return EvdevPad(node, width=width, height=height, pace=QUICK)


class Signing:
    """Somebody is to sign: the call under way, and what it has told of the ink."""

    def __init__(self, pad: SignaturePad, *, timeout: float | None = 20) -> None:
        self.strokes: list[list[Point]] = []
        self._news = asyncio.Event()
        self.pad = pad
        self.call = asyncio.create_task(pad.sign(timeout=timeout, on_ink=self._hear))

    def _hear(self, points: tuple[Point, ...], begins: bool) -> None:
        if begins:
            self.strokes.append([])
        self.strokes[-1].extend(points)
        self._news.set()

    async def seen(self, points: int, *, within: float = PATIENCE) -> None:
        """Wait until so many points have been told."""
        async with asyncio.timeout(within):
            while sum(map(len, self.strokes)) < points:
                self._news.clear()
                await self._news.wait()

    async def signature(self) -> Signature:
        """Press done, and return what was signed."""
        self.pad.done()
        return await asyncio.wait_for(self.call, PATIENCE)


async def signing(pad: SignaturePad, *, timeout: float | None = 20) -> Signing:
    """Ask for a signature, and return when the pad is listened to."""
    await until(pad, DeviceState.ONLINE)
    started = Signing(pad, timeout=timeout)
    await until(pad, DeviceState.BUSY)
    return started
