# SPDX-License-Identifier: GPL-3.0-or-later
"""Two cameras as one module: visible light and near infrared (红外双目摄像头), matched by the moment of capture."""

from __future__ import annotations

import asyncio
from collections import deque

from drivers.camera.contract import (
    INTERFACE,
    VERSION,
    Camera,
    CameraSilent,
    Exposure,
    Frame,
    Health,
    Pair,
    PairCamera,
    Region,
    Spectrum,
)
from drivers.contract import Capabilities, Status, StatusListener, TimedOut, Unsubscribe

TOLERANCE = 0.04
"""Seconds between the two frames of a pair. At 25 pictures a second there is always one within half of that."""
_TRIES = 50
"""Frames that are looked at before the two cameras count as never together."""


class PairedCamera(PairCamera):
    """Works with any two cameras. It is as usable as the worse of them: a pair is lost when either is."""

    def __init__(self, rgb: Camera, infrared: Camera, *, tolerance: float = TOLERANCE) -> None:
        self._rgb = rgb
        self._infrared = infrared
        self._tolerance = tolerance

    @property
    def status(self) -> Status:
        """See `Device.status`: that of the camera which is worse off."""
        rgb, infrared = self._rgb.status, self._infrared.status
        if rgb.usable and (not infrared.usable or rgb.action is None):
            return infrared
        return rgb

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`."""
        return Capabilities(INTERFACE, VERSION)

    @property
    def health(self) -> Health:
        """See `Camera.health`: that of the camera which is worse off."""
        health = self._rgb.health
        return self._infrared.health if health in {Health.GOOD, Health.UNKNOWN} else health

    @property
    def spectrum(self) -> Spectrum:
        """See `Camera.spectrum`."""
        return self._rgb.spectrum

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """See `Device.subscribe`."""
        told = self.status

        def tell(_: Status) -> None:
            nonlocal told
            if (now := self.status) != told:
                told = now
                listener(now)

        ends = self._rgb.subscribe(tell), self._infrared.subscribe(tell)

        def unsubscribe() -> None:
            for end in ends:
                end()

        return unsubscribe

    async def start(self) -> None:
        """See `Device.start`."""
        await asyncio.gather(self._rgb.start(), self._infrared.start())

    async def close(self) -> None:
        """See `Device.close`."""
        await asyncio.gather(self._rgb.close(), self._infrared.close())

    async def latest(self, *, newer_than: float | None = None, timeout: float | None = None) -> Frame:
        """See `Camera.latest`."""
        return await self._rgb.latest(newer_than=newer_than, timeout=timeout)

    async def take(self, *, timeout: float | None = None) -> Frame:
        """See `Camera.take`."""
        return await self._rgb.take(timeout=timeout)

    async def expose_for(self, region: Region | None, *, timeout: float | None = None) -> Exposure:
        """See `Camera.expose_for`; the infrared camera goes with its own lamp."""
        return await self._rgb.expose_for(region, timeout=timeout)

    async def expose_freely(self, *, timeout: float | None = None) -> None:
        """See `Camera.expose_freely`."""
        await self._rgb.expose_freely(timeout=timeout)

    async def pair(self, *, newer_than: float | None = None, timeout: float | None = None) -> Pair:
        """See `PairCamera.pair`."""
        try:
            async with asyncio.timeout(timeout):
                return await self._matched(newer_than)
        except TimeoutError:
            raise TimedOut("the time limit ran out") from None

    async def _matched(self, newer_than: float | None) -> Pair:
        """Each time the camera that is behind gives its next frame; a few of both are kept."""
        rgb, infrared = await _both(self._rgb, self._infrared, newer_than)
        seen: tuple[deque[Frame], deque[Frame]] = deque([rgb], maxlen=4), deque([infrared], maxlen=4)
        for _ in range(_TRIES):
            pair = min((Pair(one, other) for one in seen[0] for other in seen[1]), key=lambda pair: pair.apart)
            if pair.apart <= self._tolerance:
                return pair
            if seen[0][-1].captured_at < seen[1][-1].captured_at:
                seen[0].append(await self._rgb.latest(newer_than=seen[0][-1].captured_at))
            else:
                seen[1].append(await self._infrared.latest(newer_than=seen[1][-1].captured_at))
        raise CameraSilent("the two cameras never take a picture at the same moment")


async def _both(rgb: Camera, infrared: Camera, newer_than: float | None) -> tuple[Frame, Frame]:
    """Wait for both at once, and for neither when one fails."""
    tasks = [asyncio.ensure_future(camera.latest(newer_than=newer_than)) for camera in (rgb, infrared)]
    try:
        one, other = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return one, other
