# SPDX-License-Identifier: GPL-3.0-or-later
"""Where sheets lie on an emulated desk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def place(
    middle: tuple[float, float], size: tuple[float, float], degrees: float = 0.0, *, keystone: float = 0.0
) -> NDArray[np.float64]:
    """Return the four corners of a sheet; `keystone` makes its top narrower, as a camera that looks at a slant does."""
    angle = np.deg2rad(degrees)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * np.array(size) / 2
    half[:2, 0] *= 1 - keystone
    return np.asarray(half @ turn.T + middle, np.float64)
