# SPDX-License-Identifier: GPL-3.0-or-later
"""How good a picture is to look at, as pure functions, and how a camera's pictures are over time."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.contract import Health, Pixels

_WIDTH = 320
"""Pictures are judged at this width, so that one set of limits suits all cameras, and fine noise counts little."""

# The limits are wide: a wrong alarm sends a technician to a village for nothing.
_DARK_MEAN, _DARK_SPREAD = 20.0, 8.0
_GLARING_SHARE = 0.6
_STRUCTURE = 12.0
"""Standard deviation of brightness below which a picture has nothing in it that could be sharp, as a white wall."""
_BLURRED = 0.2
"""Steepness for the structure that is there. A sharp picture has 0.6 and more; 0.2 is a lens smeared so badly that
edges are wider than a thirtieth of the picture."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What can be said of one picture in numbers."""

    brightness: float
    """Mean, 0 to 255."""
    spread: float
    """Standard deviation of brightness."""
    clipped: float
    """Share of the pixels that are as bright as can be, 0 to 1."""
    sharpness: float
    """Steepness of the steepest edges over the spread of brightness; 0 without any structure."""

    @property
    def health(self) -> Health:
        """What this picture alone says."""
        if self.brightness < _DARK_MEAN and self.spread < _DARK_SPREAD:
            return Health.DARK
        if self.clipped > _GLARING_SHARE:
            return Health.GLARING
        if self.spread > _STRUCTURE and self.sharpness < _BLURRED:
            return Health.BLURRED
        return Health.GOOD


def measure(pixels: Pixels) -> Measures:
    """Return the measures of a picture."""
    grey = small_grey(pixels, _WIDTH)
    spread = float(grey.std())
    smooth = cv2.blur(grey, (3, 3)).astype(np.float32)  # or noise would count as edges
    across, down = (cv2.Scharr(smooth, cv2.CV_32F, *way, scale=1 / 32) for way in ((1, 0), (0, 1)))
    edges = cv2.magnitude(across, down)
    return Measures(
        brightness=float(grey.mean()),
        spread=spread,
        clipped=float((grey >= 250).mean()),
        sharpness=float(np.percentile(edges, 99.5)) / spread if spread > 1.0 else 0.0,
    )


def small_grey(pixels: Pixels, width: int) -> NDArray[np.uint8]:
    """Return a picture's brightness at `width` pixels, or at its own width where that is less."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if grey.shape[1] > width:
        height = max(1, round(grey.shape[0] * width / grey.shape[1]))
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


class HealthWatch:
    """Turns pictures into one verdict that does not flicker. `ill` and `frozen` are seconds (see `Delays`)."""

    def __init__(self, ill: float, frozen: float) -> None:
        self._ill = ill
        self._frozen = frozen
        self._digest: int | None = None
        self._same_since = 0.0
        self._lately = Health.UNKNOWN
        self._lately_since = 0.0
        self.health = Health.UNKNOWN
        """The verdict."""

    def begin(self, at: float) -> None:
        """Pictures flow again; the first may well be the last one of before."""
        if self.health is not Health.FROZEN:
            self._same_since = at

    def see_bytes(self, digest: int, at: float) -> None:
        """Take note of an encoded picture by its checksum.

        A sensor's noise makes each picture different, but one of mere black or white may well be like the next.
        """
        if digest != self._digest:
            self._digest, self._same_since = digest, at
            if self.health is Health.FROZEN:
                self.health = Health.GOOD
        elif at - self._same_since >= self._frozen and self.health in {Health.GOOD, Health.BLURRED}:
            self.health = Health.FROZEN

    def see(self, measures: Measures, at: float) -> None:
        """Take note of a decoded picture."""
        if self.health is Health.FROZEN:
            return
        now = measures.health
        if now is not self._lately:
            self._lately, self._lately_since = now, at
        good_at_once = self.health is Health.UNKNOWN and now is Health.GOOD
        if good_at_once or at - self._lately_since >= self._ill:
            self.health = now

    @property
    def doubtful(self) -> bool:
        """Whether the latest picture speaks against the verdict, so that more pictures are wanted."""
        return self.health is not Health.FROZEN and self._lately is not self.health
