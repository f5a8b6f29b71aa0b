# SPDX-License-Identifier: GPL-3.0-or-later
"""A paper that has come out, as dots and as a picture as wide as the roll."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

Dots: TypeAlias = npt.NDArray[np.bool_]
"""Rows of dots of shape (rows, width of the head), True is black."""

_BESIDE_THE_HEAD = {576: 32, 384: 40}
"""White left and right of what can be printed, in dots: the rolls are 80 and 58 mm wide."""
_ABOVE_AND_BELOW = 24


def picture_of(paper: Dots) -> QImage:
    """Return a paper as a picture in grey, one pixel a dot, with the white of the roll around it."""
    side = _BESIDE_THE_HEAD.get(paper.shape[1], 32)
    whole = np.pad(paper, ((_ABOVE_AND_BELOW, _ABOVE_AND_BELOW), (side, side)))
    grey = np.where(whole, 0, 255).astype(np.uint8)
    height, width = grey.shape
    # The copy owns its bytes; the picture that it is made of does not.
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
