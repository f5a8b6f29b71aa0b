# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a camera's pictures come from, as the camera's I/O thread sees it: still encoded, one at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum


class Encoding(Enum):
    """How a picture's bytes are to be understood."""

    JPEG = "jpeg"
    YUYV = "yuyv"
    """Two bytes a pixel, 4:2:2 (V4L2_PIX_FMT_YUYV)."""
    GREY = "grey"
    """One byte a pixel (V4L2_PIX_FMT_GREY), as infrared cameras give."""
    BGR = "bgr"
    """Three bytes a pixel, decoded already."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One picture as it came. `width` and `height` are those agreed with the device; a JPEG has its own."""

    data: bytes = field(repr=False)
    encoding: Encoding
    captured_at: float
    """Seconds of the monotonic clock."""
    number: int
    """Counts the pictures that the device has delivered, from its opening, with those that were skipped."""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Knob:
    """One control of a camera, in the camera's own unit."""

    least: int
    most: int
    now: int


@dataclass(frozen=True, slots=True)
class Knobs:
    """What a camera lets itself be told about exposure; None for what it does not."""

    exposure: Knob
    """Exposure time; equal ratios are equal steps of brightness."""
    gain: Knob | None = None


class Source(ABC):
    """Used from the I/O thread only, and every call is bounded in time. Each may raise a `DeviceError`.

    After an error `close` is called, and `open` again later.
    """

    @property
    def stands_still(self) -> bool:
        """Whether the same picture again and again means nothing: it is one on file, not a sensor's."""
        return False

    @abstractmethod
    def open(self) -> None:
        """Reach the device and agree on a format."""

    @abstractmethod
    def close(self) -> None:
        """Let go of whatever is open; may be called at any time and never raises."""

    @abstractmethod
    def check(self) -> None:
        """Make sure, while no pictures flow, that the device is still there."""

    @abstractmethod
    def begin(self) -> None:
        """Let pictures flow."""

    @abstractmethod
    def end(self) -> None:
        """Let no pictures flow."""

    @abstractmethod
    def read(self, seconds: float) -> Encoded | None:
        """Return the newest picture that has not been returned yet; None when there is none within `seconds`."""

    def knobs(self) -> Knobs | None:
        """Take exposure, gain and white balance in hand and return the first two; None for a camera without them."""
        return None

    def turn(self, exposure: int, gain: int | None) -> None:  # noqa: B027 - nothing to turn is the usual case
        """Set exposure time and gain; called after `knobs` returned some."""

    def automatic(self) -> None:  # noqa: B027 - nothing to turn is the usual case
        """Give exposure, gain and white balance back to the camera."""
