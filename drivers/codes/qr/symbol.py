# SPDX-License-Identifier: GPL-3.0-or-later
"""A QR code's modules → the content of the symbol."""

from __future__ import annotations

import numpy as np

from drivers.codes.qr import tables
from drivers.codes.qr.reed_solomon import Codewords, correct
from drivers.codes.qr.segments import Content, Malformed, parse
from drivers.codes.qr.tables import Bits


def content_of(dark: Bits, mask: int, level: str, data: bytes) -> Content | None:
    """Return how a symbol that is known to hold `data` holds them; None when its modules do not show it.

    `dark` are the modules as they were seen, with errors, without a quiet zone, perhaps mirrored; `mask` and `level`
    ("L", "M", "Q", "H") are those of the symbol.
    """
    version, odd = divmod(dark.shape[0] - 17, 4)
    if dark.shape[0] != dark.shape[1] or odd or not 1 <= version <= 40:
        return None
    check = tables.correction(version, level)
    for modules in (dark, dark.T):
        blocks = _blocks(_codewords(modules, version, mask), version, level)
        # Mostly the symbol was seen well, and the bytes prove it. What else stands before them they do not prove: which
        # part it is of a whole, or in which encoding they are.
        content = _content(blocks, check, version)
        if content and content.data == data and content.is_plain:
            return content
        mended = [block for block in (correct(block, check) for block in blocks) if block is not None]
        content = _content(mended, check, version) if len(mended) == len(blocks) else None
        if content and content.data == data:
            return content
    return None


def _codewords(dark: Bits, version: int, mask: int) -> Codewords:
    rows, columns = tables.path(version)
    bits = (dark ^ tables.mask(mask, dark.shape[0]))[rows, columns]
    return np.packbits(bits[: len(bits) // 8 * 8])


def _blocks(codewords: Codewords, version: int, level: str) -> list[Codewords]:
    """Undo the interleaving: the last blocks may be longer than the first by one codeword of data."""
    number, check = tables.blocks(version, level), tables.correction(version, level)
    short = len(codewords) // number - check
    longer = len(codewords) % number
    data = codewords[: len(codewords) - number * check]
    even, rest = data[: short * number].reshape(short, number), data[short * number :]
    checks = codewords[len(data) :].reshape(check, number)
    return [
        np.concatenate([even[:, i], rest[i - number + longer :][: int(i >= number - longer)], checks[:, i]])
        for i in range(number)
    ]


def _content(blocks: list[Codewords], check: int, version: int) -> Content | None:
    try:
        return parse(b"".join(block[:-check].tobytes() for block in blocks), version)
    except Malformed:
        return None
