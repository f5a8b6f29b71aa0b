# SPDX-License-Identifier: GPL-3.0-or-later
"""Films and pictures whose frames can be told apart, by how bright they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from drivers.camera.contract import Frame, Pixels

STEP = 20
"""Grey levels from one picture to the next."""


def picture(number: int, width: int = 64, height: int = 48) -> Pixels:
    """The picture of a number, 0 to 9."""
    pixels = np.full((height, width, 3), 30 + STEP * number, np.uint8)
    pixels[:, ::8] = 0
    return pixels


def number_of(frame: Frame) -> int:
    return round((float(np.median(frame.pixels)) - 30) / STEP)


def film(path: Path, *numbers: int) -> Path:
    """Write a film of these pictures, each frame whole by itself."""
    made = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"FFV1"), 25, (64, 48))
    assert made.isOpened()
    for number in numbers:
        made.write(picture(number))
    made.release()
    return path


def folder(path: Path, *numbers: int) -> Path:
    """Put these pictures into a folder, named in this order."""
    path.mkdir(exist_ok=True)
    for place, number in enumerate(numbers):
        cv2.imwrite(str(path / f"{place:03}.png"), picture(number))
    return path
