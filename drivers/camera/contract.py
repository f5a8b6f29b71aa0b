# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every camera (摄像头), whatever carries its pictures."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from drivers.contract import Action, Device, DeviceError, DeviceState

INTERFACE = "camera"
VERSION = (1, 0)

Pixels: TypeAlias = NDArray[np.uint8]
"""Height × width × 3, blue green red (OpenCV's order), top row first. An infrared picture has three equal channels."""


class Spectrum(StrEnum):
    """The light that a camera sees."""

    RGB = "rgb"
    """Visible light, in colour."""
    INFRARED = "infrared"
    """Near infrared (近红外), mostly 850 or 940 nm with a lamp of its own."""


class Health(StrEnum):
    """What is wrong with the picture of a camera that delivers pictures, as far as the pictures themselves tell."""

    UNKNOWN = "unknown"
    """No picture has been judged since the camera was attached."""
    GOOD = "good"
    DARK = "dark"
    """Nothing to be seen: the lens is covered, or there is no light. The picture alone cannot tell which."""
    GLARING = "glaring"
    """Over-exposed: the sun or a lamp shines into the lens."""
    BLURRED = "blurred"
    """No sharp edge anywhere: the lens is dirty or out of focus."""
    FROZEN = "frozen"
    """The same picture again and again, which no sensor delivers."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture in pixels, such as a face's; it may reach beyond the picture's edges."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture. Its text shows its size and never its content."""

    pixels: Pixels = field(repr=False)
    """Read-only: one frame goes to all who ask."""
    captured_at: float
    """When it was taken, in seconds of the monotonic clock (`time.monotonic`)."""
    sequence: int
    """Counts the frames since the device was opened in this process; one that was skipped leaves a gap."""
    spectrum: Spectrum = Spectrum.RGB

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Pair:
    """Two frames of one moment, taken by two cameras of one module."""

    rgb: Frame
    infrared: Frame

    @property
    def apart(self) -> float:
        """Seconds between the two."""
        return abs(self.rgb.captured_at - self.infrared.captured_at)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What came of exposing for a region."""

    level: float
    """How bright the region is now, 0 to 255: the mean of its middle tones."""
    good: bool
    """Whether that is bright enough to see by and not too bright."""
    adjusted: bool
    """Whether the camera could be told anything; otherwise it goes on by itself."""


class CameraAbsent(DeviceError):  # noqa: N818
    """There is no camera: unplugged, not reachable, forbidden, or held by another program.

    `state` and `action` tell these apart: `no_device` and maintenance, or `offline` and configuration.
    """

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class CameraSilent(DeviceError):  # noqa: N818
    """The camera is there and delivers no picture, or none that can be decoded."""

    state = DeviceState.OFFLINE
    action = Action.RESET


class CameraBroken(DeviceError):  # noqa: N818
    """The camera says itself that it cannot work, delivers what is no picture of ours, or the same one for ever."""

    state = DeviceState.HARDWARE_ERROR
    action = Action.RESET


class Camera(Device):
    """A camera. It takes pictures only while somebody asks for them, and a few seconds longer.

    A picture whose `health` is not good leaves the camera usable: `status` stays online and names an action, `clear`
    for a covered lens and `maintenance` for one that has to be wiped or set.

    Frames hold people's faces. Drivers neither log nor write them.
    """

    @property
    @abstractmethod
    def health(self) -> Health:
        """How the latest pictures were; it changes after some seconds of the same, never because of one frame."""

    @property
    @abstractmethod
    def spectrum(self) -> Spectrum:
        """The light that it sees."""

    @abstractmethod
    async def latest(self, *, newer_than: float | None = None, timeout: float | None = None) -> Frame:
        """Return the newest frame, waiting for one where there is none yet.

        With `newer_than`, a frame captured after that moment (seconds of the monotonic clock, mostly the `captured_at`
        of the frame before). Without, one that was captured just now or will be next. Frames that nobody asked for in
        time are skipped, never queued. Several may ask at once; each gets the newest.

        Raises:
            CameraAbsent, CameraSilent, CameraBroken: within about 3 s of the fact.
            TimedOut: no such frame within `timeout` seconds.
            Closed: `close()` was called meanwhile.
        """

    @abstractmethod
    async def take(self, *, timeout: float | None = None) -> Frame:
        """Return one good single frame: captured after this call and after the camera has got used to the light.

        Raises as `latest` does.
        """

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield frame after frame, the newest each time, until the caller stops. Raises as `latest` does."""
        newest: float | None = None
        while True:
            frame = await self.latest(newer_than=newest)
            newest = frame.captured_at
            yield frame

    @abstractmethod
    async def expose_for(self, region: Region | None, *, timeout: float | None = None) -> Exposure:
        """Set exposure time and gain so that `region` (None: the whole picture) is well exposed, and keep them.

        It takes a few frames. White balance is held too, so that colours do not drift between two frames. A camera that
        cannot be told says so in the result. Raises as `latest` does.
        """

    @abstractmethod
    async def expose_freely(self, *, timeout: float | None = None) -> None:
        """Let the camera expose by itself again. Raises as `latest` does."""


class PairCamera(Camera):
    """A module of two cameras that look the same way: as a `Camera` it is the one for visible light."""

    @abstractmethod
    async def pair(self, *, newer_than: float | None = None, timeout: float | None = None) -> Pair:
        """Return the newest two frames that were taken at the same moment, within the module's tolerance.

        Raises as `latest` does, for either camera; `CameraSilent` when both deliver and never at the same moment.
        """
