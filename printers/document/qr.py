# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes as one path: a rectangle for each run of dark modules, all filled at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from printers.qr import QUIET, Modules, modules


def qr_path(payload: str, side: float) -> str:
    """Return the operators that fill a code of this size, quiet zone included, its lower left corner at the origin."""
    code = modules(payload)
    module = side / (len(code) + 2 * QUIET)
    runs = " ".join(
        f"{(QUIET + start) * module:.3f} {side - (QUIET + row + 1) * module:.3f} {length * module:.3f} {module:.3f} re"
        for row, start, length in _runs(code)
    )
    return f"{runs} f"


def _runs(code: Modules) -> Iterator[tuple[int, int, int]]:
    """Yield row, first column and length of each run of dark modules."""
    for number, row in enumerate(code.tolist()):
        column = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield number, column, length
            column += length
