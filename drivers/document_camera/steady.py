# SPDX-License-Identifier: GPL-3.0-or-later
"""From frame after frame to what the citizen is to do, and at last to the frame that is taken."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.contract import Health, Pixels
from drivers.camera.health import measure
from drivers.document_camera.contract import Guidance, Paper
from drivers.document_camera.flatten import dpi_of, glare_of, sharpness_of, straightened
from drivers.document_camera.page_finder import find_pages
from drivers.document_camera.quad import Quad, moved, sides

LEAST_DPI = 100.0
"""Below it the print of an ordinary form cannot be read. An A4 sheet that fills three quarters of a picture of
5 megapixels has 125."""
_LEAST_PIXELS = 400
"""The same for a sheet of unknown size: its shorter side in pixels."""
_MOVED = 0.003
"""Share of the picture's width by which a corner may tremble, for noise and for a table that is leant on."""
_CHANGED = 6.0
"""Mean difference in grey levels between two frames of a sheet over which nothing moves."""
_MOST_GLARE = 0.02
_SHARP = 0.15
_COPY = (120, 160)


@dataclass(frozen=True)
class Look:
    """What one frame says; TAKEN: it is the one."""

    guidance: Guidance
    corners: Quad | None


class Steady:
    """Looks at the frames of one scan, one after another. `still` is the seconds that a sheet must lie still."""

    def __init__(self, paper: Paper, still: float) -> None:
        self._paper = paper
        self._still = still
        self._corners: Quad | None = None
        self._copy: NDArray[np.float32] | None = None
        self._still_since = 0.0

    def look(self, pixels: Pixels, at: float) -> Look:
        """Return what the frame captured at that moment says."""
        if measure(pixels).health is Health.DARK:
            return self._unrest(Guidance.TOO_DARK)
        pages = find_pages(pixels, self._paper.ratio)
        if not pages:
            return self._unrest(Guidance.NO_PAGE)
        page = pages[0]
        if len(pages) > 1:
            return self._unrest(Guidance.ONE_AT_A_TIME, page.corners)
        if page.cut:
            return self._unrest(Guidance.MOVE_INSIDE, page.corners)
        dpi = dpi_of(page.corners, self._paper)
        too_small = min(sides(page.corners)) < _LEAST_PIXELS if dpi is None else dpi < LEAST_DPI
        if too_small:
            return self._unrest(Guidance.COME_CLOSER, page.corners)
        if not self._is_still(pixels, page.corners, at):
            return Look(Guidance.HOLD_STILL, page.corners)
        sheet = straightened(pixels, page.corners, self._paper, dpi or LEAST_DPI).pixels
        if glare_of(sheet) > _MOST_GLARE:
            return Look(Guidance.GLARE, page.corners)
        if 0.0 < sharpness_of(sheet) < _SHARP:  # 0 is a blank sheet, which has nothing that could be sharp
            return Look(Guidance.BLURRED, page.corners)
        return Look(Guidance.TAKEN, page.corners)

    def _is_still(self, pixels: Pixels, corners: Quad, at: float) -> bool:
        """Whether neither the sheet nor anything over it has moved for long enough."""
        copy = _copy(pixels, corners)
        before, self._corners = self._corners, corners
        copy_before, self._copy = self._copy, copy
        same = (
            before is not None
            and copy_before is not None
            and moved(corners, before) < _MOVED * pixels.shape[1]
            and float(np.abs(copy - copy_before).mean()) < _CHANGED
        )
        if not same:
            self._still_since = at
        return same and at - self._still_since >= self._still

    def _unrest(self, guidance: Guidance, corners: Quad | None = None) -> Look:
        self._corners = self._copy = None
        return Look(guidance, corners)


def _copy(pixels: Pixels, corners: Quad) -> NDArray[np.float32]:
    target = np.array([(0, 0), (_COPY[0], 0), _COPY, (0, _COPY[1])], np.float32)
    transform = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    small = cv2.warpPerspective(pixels, transform, _COPY)
    return np.asarray(cv2.cvtColor(cv2.blur(small, (3, 3)), cv2.COLOR_BGR2GRAY), np.float32)
