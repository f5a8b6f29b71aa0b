# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `opencv` for document cameras: any camera that looks down on a desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from drivers.camera.contract import Camera, Frame, Region
from drivers.camera.opencv import camera_at
from drivers.contract import Capabilities, Status, StatusListener, TimedOut, Unsubscribe
from drivers.document_camera.contract import (
    INTERFACE,
    VERSION,
    Corners,
    Document,
    DocumentCamera,
    Guidance,
    Lines,
    Paper,
    View,
)
from drivers.document_camera.encode import encode
from drivers.document_camera.flatten import evenly_lit, glare_of, lines_of, sharpness_of, straightened
from drivers.document_camera.quad import Quad
from drivers.document_camera.steady import Steady

_TITLE = "document camera"


class PageCamera(DocumentCamera):
    """A document camera out of any camera. Pictures are worked on outside the event loop and the camera's thread.

    `dpi` is the resolution of the finished picture where the camera's own suffices, `kilobytes` its limit in size,
    `still` the seconds that a sheet must lie still.
    """

    def __init__(self, camera: Camera, *, dpi: int = 200, kilobytes: int = 500, still: float = 0.6) -> None:
        self._camera = camera
        self._dpi = float(dpi)
        self._most_bytes = kilobytes * 1000
        self._turn = asyncio.Lock()
        self._still = still
        self._exposed = False

    @property
    def status(self) -> Status:
        """See `Device.status`."""
        return self._camera.status

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`."""
        return Capabilities(INTERFACE, VERSION, serial=self._camera.capabilities.serial)

    @property
    def camera(self) -> Camera:
        """The camera itself, for a look at its picture."""
        return self._camera

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """See `Device.subscribe`."""
        return self._camera.subscribe(listener)

    async def start(self) -> None:
        """See `Device.start`."""
        await self._camera.start()

    async def close(self) -> None:
        """See `Device.close`."""
        await self._camera.close()

    async def scan(
        self,
        paper: Paper = Paper.A4,
        *,
        timeout: float | None = None,
        on_view: Callable[[View], None] | None = None,
    ) -> Document:
        """See `DocumentCamera.scan`."""
        try:
            async with asyncio.timeout(timeout), self._turn:
                return await self._scan(paper, on_view or (lambda _: None))
        except TimeoutError:
            raise TimedOut("no sheet lay still in time") from None

    async def _scan(self, paper: Paper, on_view: Callable[[View], None]) -> Document:
        steady = Steady(paper, self._still)
        if self._exposed:
            self._exposed = False
            await self._camera.expose_freely()
        frame = await self._camera.take()
        while True:
            look = await asyncio.to_thread(steady.look, frame.pixels, frame.captured_at)
            if look.guidance is Guidance.TAKEN and look.corners is not None:
                document = await asyncio.to_thread(self._finished, frame, look.corners, paper)
                on_view(View(frame, _corners(look.corners), Guidance.TAKEN))
                return document
            on_view(View(frame, None if look.corners is None else _corners(look.corners), look.guidance))
            if look.guidance is Guidance.GLARE and look.corners is not None and not self._exposed:
                # Mostly it is no lamp: on a dark desk the camera makes a white sheet too bright.
                self._exposed = True
                await self._camera.expose_for(_around(look.corners))
            frame = await self._camera.latest(newer_than=frame.captured_at)

    def _finished(self, frame: Frame, corners: Quad, paper: Paper) -> Document:
        sheet = straightened(frame.pixels, corners, paper, self._dpi)
        jpeg = encode(evenly_lit(sheet.pixels) if paper.white else sheet.pixels, self._most_bytes)
        return Document(
            jpeg=jpeg.data,
            width=jpeg.width,
            height=jpeg.height,
            dpi=None if sheet.dpi is None else sheet.dpi * jpeg.width / sheet.pixels.shape[1],
            paper=paper,
            sharpness=sharpness_of(sheet.pixels),
            glare=glare_of(sheet.pixels),
            lines=lines_of(sheet.pixels) if paper.white else Lines.UNKNOWN,
        )


def open_camera(
    source: str, *, width: int, height: int, per_second: int, dpi: int = 200, kilobytes: int = 500
) -> PageCamera:
    """Return the document camera of these settings."""
    camera = camera_at(source, width=width, height=height, per_second=per_second, title=_TITLE)
    return PageCamera(camera, dpi=dpi, kilobytes=kilobytes)


def _around(corners: Quad) -> Region:
    left, top = (int(low) for low in corners.min(0))
    right, bottom = (int(high) for high in corners.max(0))
    return Region(left, top, right - left, bottom - top)


def _corners(quad: Quad) -> Corners:
    one, two, three, four = ((float(x), float(y)) for x, y in quad)
    return one, two, three, four
