# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera with an I/O thread of its own: everything but the source of its pictures."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from drivers.camera.capture import Capture
from drivers.camera.contract import INTERFACE, VERSION, Camera, CameraSilent, Exposure, Frame, Health, Region, Spectrum
from drivers.camera.delays import Delays
from drivers.camera.source import Source
from drivers.contract import Capabilities
from drivers.device import ThreadedDevice
from drivers.io_thread import Cancel
from drivers.status import StatusBoard

_log = logging.getLogger(__name__)

T = TypeVar("T")


class ThreadedCamera(ThreadedDevice, Camera):
    """A camera whose pictures come from `source`. `now` is the monotonic clock of the frames."""

    def __init__(
        self,
        source: Source,
        *,
        title: str = "camera",
        spectrum: Spectrum = Spectrum.RGB,
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._delays = limits = delays or Delays()
        self._now = now
        board = StatusBoard(title)
        self._capture = Capture(title, source, board, spectrum=spectrum, delays=limits, now=now)
        self._spectrum = spectrum
        self._guard: asyncio.Task[None] | None = None
        self._stuck = asyncio.Event()
        super().__init__(
            title,
            board,
            self._capture,
            Capabilities(INTERFACE, VERSION),
            start_within=limits.start,
            close_within=limits.close,
        )

    @property
    def health(self) -> Health:
        """See `Camera.health`."""
        return self._capture.health

    @property
    def spectrum(self) -> Spectrum:
        """See `Camera.spectrum`."""
        return self._spectrum

    async def start(self) -> None:
        """See `Device.start`."""
        if self._guard is None:
            self._guard = asyncio.create_task(self._guard_thread())
        await super().start()

    async def close(self) -> None:
        """See `Device.close`."""
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await guard
        await super().close()

    async def latest(self, *, newer_than: float | None = None, timeout: float | None = None) -> Frame:
        """See `Camera.latest`."""
        return await self._bounded(lambda cancel: self._capture.latest(cancel, newer_than), timeout)

    async def take(self, *, timeout: float | None = None) -> Frame:
        """See `Camera.take`."""
        return await self._bounded(self._capture.take, timeout)

    async def expose_for(self, region: Region | None, *, timeout: float | None = None) -> Exposure:
        """See `Camera.expose_for`."""
        return await self._bounded(lambda cancel: self._capture.expose(cancel, region), timeout)

    async def expose_freely(self, *, timeout: float | None = None) -> None:
        """See `Camera.expose_freely`."""
        await self._bounded(self._capture.expose_freely, timeout)

    async def _bounded(self, work: Callable[[Cancel], T], timeout: float | None) -> T:
        """Do `work`; give up when the thread hangs in a call to the system, as it may with a dying USB device."""
        if not self._hangs():
            self._stuck.clear()
        command = asyncio.ensure_future(self._perform(work, timeout=timeout))
        command.add_done_callback(lambda done: done.cancelled() or done.exception())  # looked at, whoever has gone
        stuck = asyncio.ensure_future(self._stuck.wait())
        try:
            await asyncio.wait((command, stuck), return_when=asyncio.FIRST_COMPLETED)
            if not command.done():
                raise CameraSilent("the camera's driver hangs in the system")
            return await command
        finally:
            stuck.cancel()
            if not command.done():
                command.cancel()

    async def _guard_thread(self) -> None:
        """Tell when the I/O thread gives no sign of life, and when it is back (which it then tells by itself)."""
        while True:
            await asyncio.sleep(self._delays.stuck / 4)
            if not self._hangs():
                self._stuck.clear()
            elif not self._stuck.is_set():
                _log.error("%s: a call to the system hangs", self._title)
                self._stuck.set()
                self._board.publish(CameraSilent().status)

    def _hangs(self) -> bool:
        return self._now() - self._capture.pulse > self._delays.stuck
