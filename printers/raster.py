# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of dots as a thermal head burns it: black or white, nothing between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Raster:
    """Rows of dots, eight in a byte, leftmost dot in the highest bit, 1 is black; `width` in dots, 8 divides it.

    Raises ValueError when the bytes are not whole rows.
    """

    width: int
    bits: bytes

    def __post_init__(self) -> None:
        if self.width <= 0 or self.width % 8:
            raise ValueError(f"a raster's width is a multiple of 8 dots, not {self.width}")
        if len(self.bits) % (self.width // 8):
            raise ValueError(f"{len(self.bits)} bytes are not whole rows of {self.width} dots")

    @classmethod
    def from_dots(cls, dots: npt.NDArray[np.bool_]) -> Raster:
        """Pack an array of shape (height, width) whose True is black."""
        return cls(width=dots.shape[1], bits=np.packbits(dots, axis=1).tobytes())

    @property
    def height(self) -> int:
        """Return the number of dot rows; 8 rows are 1 mm at 203 dpi."""
        return len(self.bits) // (self.width // 8)

    def dots(self) -> npt.NDArray[np.bool_]:
        """Return an array of shape (height, width) whose True is black."""
        rows = np.frombuffer(self.bits, dtype=np.uint8).reshape(self.height, self.width // 8)
        return np.unpackbits(rows, axis=1).astype(np.bool_)
