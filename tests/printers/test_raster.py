# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture's bits: if these fail, receipts come out sheared or inverted."""

from __future__ import annotations

import numpy as np
import pytest

from printers.raster import Raster


def test_dots_survive_packing() -> None:
    """What is drawn is what is printed, dot for dot."""
    dots = np.random.default_rng(1).random((37, 48)) < 0.5
    raster = Raster.from_dots(dots)
    assert (raster.width, raster.height, len(raster.bits)) == (48, 37, 37 * 6)
    assert (raster.dots() == dots).all()
    assert Raster.from_dots(np.array([[True] + [False] * 7])).bits == b"\x80"


@pytest.mark.parametrize(("width", "bits"), [(0, b""), (-8, b""), (12, b"\x00"), (16, b"\x00\x00\x00")])
def test_rows_that_are_not_whole_are_refused(width: int, bits: bytes) -> None:
    """A picture with broken rows would shear in the printer; it is refused where it is made."""
    with pytest.raises(ValueError, match=r"multiple of 8|whole rows"):
        Raster(width, bits)
