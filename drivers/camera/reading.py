# SPDX-License-Identifier: GPL-3.0-or-later
"""What a technician is told of a camera's picture, without the picture."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.camera.contract import Camera, Frame, Health
from drivers.camera.health import measure


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture in numbers."""

    frame: Frame
    brightness: float
    """Mean, 0 to 255."""
    sharpness: float
    """Edges for the structure that is there: below 0.2 a picture is blurred, an ordinary one has 0.6 and more."""
    health: Health
    """What this one picture says."""

    @property
    def summary(self) -> dict[str, object]:
        """Everything but the picture, for printing."""
        return {
            "width": self.frame.width,
            "height": self.frame.height,
            "spectrum": self.frame.spectrum.value,
            "brightness": round(self.brightness, 1),
            "sharpness": round(self.sharpness, 2),
            "health": self.health.value,
        }


async def read_one(camera: Camera, *, timeout: float | None = None) -> Reading:
    """Take one picture and judge it. Raises as `Camera.take` does."""
    frame = await camera.take(timeout=timeout)
    measures = measure(frame.pixels)
    return Reading(frame, measures.brightness, measures.sharpness, measures.health)
