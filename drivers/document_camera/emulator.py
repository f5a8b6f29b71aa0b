# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk seen from above with sheets on it, for a camera's emulator to look at; the truth about them is known.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Points: TypeAlias = NDArray[np.float64]

WOOD, DARK_MAT, WHITE_TABLE, GREY_DESK = (90, 130, 170), (45, 50, 45), (228, 230, 232), (128, 128, 128)


@dataclass
class Desk:
    """A desk and its light. `render` lays sheets on it."""

    width: int = 1600
    height: int = 1200
    colour: tuple[int, int, int] = WOOD
    grain: float = 8.0
    """How uneven the desk's surface is, in grey levels."""
    shade: float = 0.0
    """How much darker the right edge is than the left, 0 to 1."""
    shadow: float = 0.0
    """How dark the shadow of a head that leans over is, 0 to 1."""
    noise: float = 2.0
    light: float = 1.0
    lamp: tuple[int, int] | None = None
    """Where a lamp is mirrored."""
    thumbs: Sequence[tuple[int, int]] = ()
    """Where hands lie on the picture."""
    drop: float = 40.0
    """How dark the seam of shadow beside a sheet is, in grey levels."""
    seed: int = 3
    _random: np.random.Generator = field(init=False, repr=False)

    def render(self, *sheets: tuple[Picture, Points]) -> Picture:
        """Return the desk with sheets, each with the place of its four corners: top left of the sheet, then clockwise.

        Corners are those of the sheet's outer edge, where the middle of the picture's first pixel is (0, 0).
        """
        self._random = np.random.default_rng(self.seed)
        seen = self._surface()
        for sheet, corners in sheets:
            seen = self._lay(seen, sheet, corners)
        for at in self.thumbs:
            cv2.ellipse(seen, at, (self.width // 30, self.width // 12), 35, 0, 360, (120, 150, 205), -1, cv2.LINE_AA)
        lit = seen * self._illumination()[..., None] * self.light
        if self.lamp is not None:
            spot = np.zeros((self.height, self.width), np.float32)
            cv2.circle(spot, self.lamp, self.width // 12, 255.0, -1)
            lit += cv2.GaussianBlur(spot, (0, 0), self.width / 80)[..., None]
        lit += self.noise * self._random.standard_normal((self.height, self.width, 1), np.float32)
        return np.asarray(np.clip(lit, 0, 255), np.uint8)

    def _surface(self) -> NDArray[np.float32]:
        coarse = self._random.normal(0, 1, (self.height // 4, self.width // 40)).astype(np.float32)
        grain = cv2.resize(coarse, (self.width, self.height), interpolation=cv2.INTER_CUBIC) * self.grain
        return np.asarray(np.full((self.height, self.width, 3), self.colour, np.float32) + grain[..., None], np.float32)

    def _lay(self, seen: NDArray[np.float32], sheet: Picture, corners: Points) -> NDArray[np.float32]:
        height, width = sheet.shape[:2]
        size = (self.width, self.height)
        outer = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - 0.5
        target = corners.astype(np.float32)
        # A sheet with more pixels than there is room for is made soft first, as a lens does.
        room = max(1.0, width / max(1.0, float(np.hypot(*(corners[1] - corners[0])))))
        soft = cv2.GaussianBlur(sheet, (0, 0), 0.4 * room) if room > 1.3 else sheet
        transform = cv2.getPerspectiveTransform(outer, target)
        warped = cv2.warpPerspective(soft, transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        drawn = np.asarray(warped, np.float32)
        # Interpolated, a sheet ends where it ends; a filled polygon would be half a pixel bigger.
        whole = np.ones((height, width), np.float32)
        mask = np.asarray(cv2.GaussianBlur(cv2.warpPerspective(whole, transform, size), (0, 0), 0.6), np.float32)
        seam = cv2.GaussianBlur(mask, (0, 0), self.width / 500) * self.drop
        below = seen - np.roll(seam, (3, 3), (0, 1))[..., None]
        return np.asarray(below * (1 - mask[..., None]) + drawn * mask[..., None], np.float32)

    def _illumination(self) -> NDArray[np.float32]:
        light = np.linspace(1.0, 1.0 - self.shade, self.width, dtype=np.float32)[None, :].repeat(self.height, 0)
        if self.shadow:
            head = np.zeros((self.height, self.width), np.float32)
            cv2.ellipse(head, (self.width // 3, self.height), (self.width // 4, self.height // 2), 0, 0, 360, 1.0, -1)
            light -= cv2.GaussianBlur(head, (0, 0), self.width / 60) * self.shadow
        return np.asarray(np.clip(light, 0, None), np.float32)


def invented_sheet(*, width: int = 1240, height: int = 1754, seed: int = 5, seal: bool = True) -> Picture:
    """Return a sheet of writing that says nothing, with a table and a red seal."""
    random = np.random.default_rng(seed)
    sheet = np.full((height, width, 3), 247, np.uint8)
    unit = width // 40
    cv2.rectangle(sheet, (12 * unit, 3 * unit), (28 * unit, 4 * unit + unit // 2), (30, 30, 30), -1)
    for top in range(7 * unit, height - 4 * unit, 2 * unit):
        if random.random() < 0.15:
            continue
        for left in range(4 * unit, int(random.uniform(20, 36)) * unit, unit + unit // 4):
            _character(sheet, left, top, unit, random)
    if height > 40 * unit:
        for row in range(5):
            corner = (4 * unit, (30 + 2 * row) * unit)
            cv2.rectangle(sheet, corner, (36 * unit, corner[1] + 2 * unit), (60, 60, 60), max(1, unit // 12))
        if seal:
            cv2.circle(sheet, (30 * unit, height - 9 * unit), 4 * unit, (40, 40, 215), max(2, unit // 4))
    return sheet


def invented_card(*, width: int = 1012, height: int = 638, seed: int = 9) -> Picture:
    """Return a card with a portrait's place, lines of writing and a tinted ground."""
    random = np.random.default_rng(seed)
    card = np.full((height, width, 3), (225, 215, 190), np.uint8)
    unit = height // 16
    for top in range(2 * unit, 13 * unit, 2 * unit):
        for left in range(2 * unit, int(random.uniform(8, 14)) * unit, unit + unit // 4):
            _character(card, left, top, unit, random)
    cv2.rectangle(card, (width - 9 * unit, 2 * unit), (width - 2 * unit, 11 * unit), (120, 140, 170), -1)
    return card


def _character(sheet: Picture, left: int, top: int, size: int, random: np.random.Generator) -> None:
    for _ in range(6):
        one, other = random.integers(0, size, 2), random.integers(0, size, 2)
        if random.random() < 0.8:  # strokes of characters mostly lie or stand
            other[int(random.random() < 0.5)] = one[0]
        begin, end = (left + int(one[0]), top + int(one[1])), (left + int(other[0]), top + int(other[1]))
        cv2.line(sheet, begin, end, (25, 25, 25), max(1, size // 12), cv2.LINE_AA)
