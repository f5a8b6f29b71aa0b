# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of ISO/IEC 18004:2015, tables 9 and E.1: blocks, error correction, and places of alignment patterns."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]

_CORRECTION: Final = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28" + 14 * " 30",
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26" + 19 * " 28",
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28" + 14 * " 30",
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24" + 18 * " 30",
}
"""Codewords of error correction in each block, for versions 1 to 40."""

_BLOCKS: Final = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 "
    "81",
}


def correction(version: int, level: str) -> int:
    """Return the codewords of error correction in each block."""
    return int(_CORRECTION[level].split()[version - 1])


def blocks(version: int, level: str) -> int:
    """Return the number of blocks."""
    return int(_BLOCKS[level].split()[version - 1])


def side(version: int) -> int:
    """Return the modules on each side."""
    return 17 + 4 * version


def alignment(version: int) -> list[int]:
    """Return the rows, which are also the columns, of the centres of alignment patterns."""
    if version == 1:
        return []
    number = version // 7 + 2
    last = side(version) - 7
    step = 26 if version == 32 else (last - 6 + 2 * number - 3) // (2 * number - 2) * 2
    return [6, *sorted(last - step * i for i in range(number - 1))]


@cache
def function_modules(version: int) -> Bits:
    """Return which modules hold no data: finders, timing, alignment, format and version."""
    size = side(version)
    taken = np.zeros((size, size), np.bool_)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6, :] = taken[:, 6] = True
    centres = alignment(version)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for row in centres:
        for column in centres:
            if (row, column) not in corners:
                taken[row - 2 : row + 3, column - 2 : column + 3] = True
    if version >= 7:
        taken[:6, -11:-8] = taken[-11:-8, :6] = True
    return taken


@cache
def path(version: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of the data modules in the order of their bits: in pairs of columns, up and down."""
    size = side(version)
    taken = function_modules(version)
    rows: list[int] = []
    columns: list[int] = []
    upwards = True
    for right in [column if column > 6 else column - 1 for column in range(size - 1, 0, -2)]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if not taken[row, column]:
                    rows.append(row)
                    columns.append(column)
        upwards = not upwards
    return np.array(rows), np.array(columns)


def mask(number: int, size: int) -> Bits:
    """Return the modules that mask `number` turns round (table 10)."""
    i, j = np.indices((size, size))
    pattern = (
        lambda: (i + j) % 2,
        lambda: i % 2,
        lambda: j % 3,
        lambda: (i + j) % 3,
        lambda: (i // 2 + j // 3) % 2,
        lambda: i * j % 2 + i * j % 3,
        lambda: (i * j % 2 + i * j % 3) % 2,
        lambda: ((i + j) % 2 + i * j % 3) % 2,
    )[number]
    return np.asarray(pattern() == 0, np.bool_)
