# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `camera`: a camera that looks for codes, in place of a scanner."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.camera.contract import Camera, CameraAbsent, CameraBroken, CameraSilent
from drivers.camera.opencv import camera_at
from drivers.codes import CodeReader, FoundCode, ModelsUnusable, Symbology
from drivers.contract import (
    Capabilities,
    Closed,
    ConfigurationError,
    DeviceState,
    Status,
    StatusListener,
    TimedOut,
    Unsubscribe,
)
from drivers.io_thread import IoThread
from drivers.scanner.code import Code
from drivers.scanner.contract import INTERFACE, VERSION, Scanner, ScannerAbsent
from drivers.scanner.payload import read_frame
from drivers.scanner.sight import Sight
from drivers.watched import Watched

TITLE = "code camera"

_CORRECTED = frozenset({Symbology.QR, Symbology.DATA_MATRIX, Symbology.PDF417, Symbology.AZTEC, Symbology.MAXICODE})
"""Kinds with error correction: what is read is right. Of the others, one look may be a wrong one."""


@dataclass(frozen=True, slots=True)
class CameraDelays:
    """Seconds, all of them."""

    every: float = 0.08
    """From one look to the next: a person holds a code for longer, and the processor has other work."""
    look: float = 0.04
    """That the search in one picture may take."""
    before: float = 0.25
    """At the beginning of a scan; what is seen within it has lain there before."""
    away: float = 1.5
    """That a code must be gone before it counts as shown anew."""
    close: float = 1.0
    """For the search that is under way to end."""


class CodeCamera(Scanner):
    """Looks at the pictures of `camera`, which is its own, while somebody waits for a code, and only then.

    `now` is the monotonic clock of the camera's frames.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        wechat: Path | None = None,
        delays: CameraDelays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._camera = camera
        self._delays = delays or CameraDelays()
        self._now = now
        try:
            self._reader = CodeReader(seconds=self._delays.look, wechat=wechat)
        except ModelsUnusable as error:
            raise ConfigurationError(str(error)) from None
        self._sight = Sight(self._delays.away)
        self._turn = asyncio.Lock()
        self._status = Watched(Status())
        self._scanning = False
        self._thread: IoThread | None = None
        self._closed = False

    @property
    def status(self) -> Status:
        """See `Device.status`: the camera's, and busy while somebody waits for a code."""
        return self._status.value

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`."""
        return Capabilities(INTERFACE, VERSION)

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """See `Device.subscribe`."""
        return self._status.subscribe(listener)

    async def start(self) -> None:
        """See `Device.start`."""
        self._closed = False
        if self._thread is None:
            self._thread = IoThread(TITLE, _Nothing())
            self._thread.start()
            self._status.attach(asyncio.get_running_loop())
            self._unsubscribe = self._camera.subscribe(lambda _: self._tell())
        await self._camera.start()
        self._tell()

    async def close(self) -> None:
        """See `Device.close`."""
        self._closed = True
        thread, self._thread = self._thread, None
        self._scanning = False
        if thread is not None:
            await asyncio.gather(self._camera.close(), thread.close(self._delays.close))
            self._unsubscribe()
            self._status.tell(Status())

    async def scan(self, *, timeout: float | None = None) -> Code:
        """See `Scanner.scan`. A code that lies before the camera when the scan begins has been shown before."""
        if self._closed:
            raise Closed("the device is closed")
        if self._thread is None:
            raise RuntimeError("start() comes first")
        try:
            async with asyncio.timeout(timeout), self._turn, _as_scanner():
                return await self._next_code(self._thread)
        except TimeoutError:
            raise TimedOut("the time limit ran out") from None
        finally:
            if not self._turn.locked():
                self._scanning = False
                self._tell()

    async def _next_code(self, thread: IoThread) -> Code:
        began = self._now()
        newer_than, listens_from = began, math.inf
        self._sight.begin(began)
        while True:
            frame = await self._camera.latest(newer_than=newer_than)
            found = await thread.run(lambda _, pixels=frame.pixels: self._reader.read(pixels))  # type: ignore[misc]
            if listens_from == math.inf:
                # Counted from the first picture: a camera that rests takes a moment to deliver one.
                listens_from = frame.captured_at + self._delays.before
            before = frame.captured_at < listens_from
            for code in found:
                if self._sight.is_new(code.data, frame.captured_at, before=before, sure=code.symbology in _CORRECTED):
                    return _handed_on(code)
            if not before and not self._scanning:
                self._scanning = True
                self._tell()
            newer_than = frame.captured_at + self._delays.every

    def _tell(self) -> None:
        status = self._camera.status
        if self._scanning and status.usable:
            status = replace(status, state=DeviceState.BUSY)
        self._status.tell(status)


class _Nothing:
    """The search for codes has a thread of its own; between two searches there is nothing to do in it."""

    def idle(self) -> float:
        return 3600.0

    def finish(self) -> None:
        pass


@asynccontextmanager
async def _as_scanner() -> AsyncIterator[None]:
    """Say of the scanner what is said of its camera."""
    try:
        yield
    except (CameraAbsent, CameraSilent, CameraBroken) as error:
        raise ScannerAbsent(str(error), state=error.state, action=error.action) from None


def _handed_on(found: FoundCode) -> Code:
    """Return the code as every scanner does. Raises `ConfigurationCode` for one that is meant for scanners."""
    return replace(read_frame(found.data, prefix=b"", aim=False), symbology=found.symbology)


def open_camera(source: str, *, width: int, height: int, per_second: int, wechat: str) -> CodeCamera:
    """Return the scanner of these settings."""
    camera = camera_at(source, width=width, height=height, per_second=per_second, title=TITLE)
    return CodeCamera(camera, wechat=Path(wechat) if wechat else None)
