# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs in the process of `v4l2_bench`: the driver, asked and answered in lines of JSON."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import replace
from typing import Any

from drivers.camera import Camera, Region, Spectrum
from drivers.camera.health import measure
from drivers.camera.pair import PairedCamera
from drivers.camera.v4l2 import V4l2Camera
from drivers.contract import ConfigurationError, DeviceError, DeviceState
from tests.faults.camera_bench import QUICK, until

_LIMIT = 8.0


class Desk:
    """One camera after another."""

    def __init__(self) -> None:
        self._camera: Camera | None = None

    @property
    def camera(self) -> Camera:
        assert self._camera is not None
        return self._camera

    async def open(self, node: str, infrared: str = "", **limits: float) -> dict[str, Any]:
        delays = replace(QUICK, close=0.2, **limits)  # type: ignore[arg-type]  # all limits that tests set are seconds
        self._camera = V4l2Camera(node, delays=delays)
        if infrared:
            other = V4l2Camera(infrared, spectrum=Spectrum.INFRARED, delays=delays)
            self._camera = PairedCamera(self._camera, other)
        await self._camera.start()
        return await self.status()

    async def close(self) -> dict[str, Any]:
        if self._camera is not None:
            await self._camera.close()
            self._camera = None
        return {}

    async def status(self) -> dict[str, Any]:
        status = self.camera.status
        return {"state": status.state.value, "action": status.action.value if status.action else None}

    async def until(self, state: str) -> dict[str, Any]:
        await until(self.camera, DeviceState(state))
        return await self.status()

    async def take(self) -> dict[str, Any]:
        frame = await self.camera.take(timeout=_LIMIT)
        level = measure(frame.pixels).brightness
        return {"width": frame.width, "height": frame.height, "level": level, "sequence": frame.sequence}

    async def age(self) -> dict[str, Any]:
        """How old the newest frame is, by its own moment, and whether two follow in order."""
        one = await self.camera.latest(timeout=_LIMIT)
        other = await self.camera.latest(newer_than=one.captured_at, timeout=_LIMIT)
        return {"age": time.monotonic() - other.captured_at, "later": other.captured_at - one.captured_at}

    async def drain(self) -> dict[str, Any]:
        """Take frames until something goes wrong."""
        async for _ in self.camera.frames():
            pass
        return {}

    async def expose(self, region: list[int] | None = None) -> dict[str, Any]:
        exposure = await self.camera.expose_for(Region(*region) if region else None, timeout=_LIMIT)
        return {"level": exposure.level, "good": exposure.good, "adjusted": exposure.adjusted}

    async def free(self) -> dict[str, Any]:
        await self.camera.expose_freely(timeout=_LIMIT)
        return {}

    async def as_nobody(self) -> dict[str, Any]:
        """Give up root's rights, which no lock keeps out."""
        if os.geteuid() == 0:
            os.seteuid(65534)
        return {}

    async def as_before(self) -> dict[str, Any]:
        await self.close()
        if os.getuid() == 0:
            os.seteuid(0)
        return {}

    async def pair(self) -> dict[str, Any]:
        assert isinstance(self.camera, PairedCamera)
        return {"apart": (await self.camera.pair(timeout=_LIMIT)).apart}

    async def obey(self, line: str) -> dict[str, Any]:
        how = json.loads(line)
        try:
            answer: dict[str, Any] = await getattr(self, how.pop("do"))(**how)
        except ConfigurationError as error:
            return {"error": type(error).__name__}
        except DeviceError as error:
            action = error.action.value if error.action else None
            return {"error": type(error).__name__, "state": error.state.value, "action": action}
        return answer


async def main() -> None:
    desk = Desk()
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await desk.obey(line)), flush=True)
    await desk.close()


if __name__ == "__main__":
    asyncio.run(main())
