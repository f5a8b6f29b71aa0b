# SPDX-License-Identifier: GPL-3.0-or-later
"""Correcting a block of codewords: Reed-Solomon over GF(256), x⁸+x⁴+x³+x²+1, roots from α⁰ (ISO/IEC 18004, 7.5)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Codewords: TypeAlias = NDArray[np.uint8]


def _powers() -> NDArray[np.intp]:
    powers = np.zeros(510, np.intp)
    value = 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return powers


_POWER = _powers()
_LOG = np.zeros(256, np.intp)
_LOG[_POWER[:255]] = np.arange(255)


def correct(block: Codewords, check: int) -> Codewords | None:
    """Return `block`, whose last `check` codewords are error correction, without errors; None if they are too many."""
    syndromes = _values(block.astype(np.intp)[::-1], np.arange(check))
    if not syndromes.any():
        return block
    locator = _locator([int(one) for one in syndromes])
    errors = len(locator) - 1
    if 2 * errors > check:
        return None
    # A root at α⁻ⁱ is an error at the i-th codeword from the end.
    places = np.flatnonzero(_values(np.array(locator), -np.arange(len(block)) % 255) == 0)
    if len(places) != errors:
        return None
    sizes = _sizes(syndromes[:errors], places)
    if sizes is None:
        return None
    mended = block.copy()
    mended[len(block) - 1 - places] ^= sizes.astype(np.uint8)
    return mended if not _values(mended.astype(np.intp)[::-1], np.arange(check)).any() else None


def _values(coefficients: NDArray[np.intp], exponents: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the polynomial's values at α to each of `exponents`; the constant stands first in `coefficients`."""
    there = np.flatnonzero(coefficients)
    terms = _POWER[(_LOG[coefficients[there]] + np.outer(exponents, there)) % 255]
    return np.asarray(np.bitwise_xor.reduce(terms, axis=1), np.intp)


def _times(a: int, b: int) -> int:
    return int(_POWER[_LOG[a] + _LOG[b]]) if a and b else 0


def _over(a: int, b: int) -> int:
    return int(_POWER[_LOG[a] - _LOG[b] + 255]) if a else 0


def _locator(syndromes: list[int]) -> list[int]:
    """Return the shortest polynomial that the syndromes follow (Berlekamp-Massey), the constant 1 first."""
    current, before = [1], [1]
    length, gap, last = 0, 1, 1
    for step, syndrome in enumerate(syndromes):
        wrong = syndrome
        for i in range(1, min(length, len(current) - 1) + 1):
            wrong ^= _times(current[i], syndromes[step - i])
        if not wrong:
            gap += 1
            continue
        factor = _over(wrong, last)
        change = [0] * gap + [_times(factor, one) for one in before]
        changed = [a ^ b for a, b in zip(_to(current, len(change)), _to(change, len(current)), strict=True)]
        if 2 * length <= step:
            length, before, last, gap = step + 1 - length, current, wrong, 1
        else:
            gap += 1
        current = changed
    return _to(current[: length + 1], length + 1)


def _to(polynomial: list[int], length: int) -> list[int]:
    return polynomial + [0] * (length - len(polynomial))


def _sizes(syndromes: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """Return the errors at `places`: the j-th syndrome is the sum of each error times α to j times its place."""
    number = len(places)
    rows = np.column_stack([_POWER[np.outer(np.arange(number), places) % 255], syndromes])
    for column in range(number):
        pivots = np.flatnonzero(rows[column:, column])
        if not len(pivots):
            return None
        rows[[column, column + pivots[0]]] = rows[[column + pivots[0], column]]
        rows[column] = _scaled(rows[column], int(_LOG[rows[column, column]]))
        for row in range(number):
            if row != column and rows[row, column]:
                rows[row] ^= _scaled(rows[column], -int(_LOG[rows[row, column]]))
    return np.asarray(rows[:, -1])


def _scaled(row: NDArray[np.intp], down: int) -> NDArray[np.intp]:
    return np.where(row == 0, 0, _POWER[(_LOG[row] - down) % 255])
