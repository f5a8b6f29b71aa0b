# SPDX-License-Identifier: GPL-3.0-or-later
"""A QR code's bits → its segments: which bytes, in which encoding, as which part of a whole (ISO/IEC 18004, 7.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

ECI: Final = {
    0: "cp437", 1: "latin-1", 2: "cp437", 3: "latin-1",
    **{number + 2: f"iso8859-{number}" for number in range(2, 17) if number != 12},
    20: "cp932", 21: "cp1250", 22: "cp1251", 23: "cp1252", 24: "cp1256", 25: "utf-16-be", 26: "utf-8",
    27: "ascii", 28: "big5", 29: "gb18030", 30: "euc-kr", 31: "gbk", 32: "gb18030", 33: "utf-16-le",
    34: "utf-32-be", 35: "utf-32-le",
}  # fmt: skip
"""Encodings by their assignment number (AIM ITS/04-023). 899 and others stand for bytes that are no text."""

_ALPHANUMERIC: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_LENGTHS: Final = {1: (10, 12, 14), 2: (9, 11, 13), 4: (8, 16, 16), 8: (8, 10, 12), 13: (8, 10, 12)}
"""Bits of the count, by mode, for versions 1 to 9, 10 to 26 and 27 to 40."""
_GB2312_SUBSET = 1
"""The only subset of Hanzi mode (GB/T 18284)."""


class Malformed(ValueError):  # noqa: N818
    """The bits are not those of a QR code."""


@dataclass(frozen=True, slots=True)
class Part:
    """That a symbol is one of several (structured append)."""

    index: int
    """From 0."""
    total: int
    """2 to 16."""
    parity: int
    """All bytes of the whole, combined by exclusive or."""


@dataclass(slots=True)
class Content:
    """What a symbol holds."""

    segments: list[tuple[bytes, str | None]] = field(default_factory=list, repr=False)
    """Bytes and their encoding; None where the code names none."""
    part: Part | None = None
    is_plain: bool = True
    """Whether there is nothing but segments: no part, no encoding's name, no mark of GS1 or an industry."""

    @property
    def data(self) -> bytes:
        """All bytes."""
        return b"".join(data for data, _ in self.segments)


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "big")
        self.left = 8 * len(data)

    def take(self, width: int) -> int:
        if width > self.left:
            raise Malformed("the bits end within a segment")
        self.left -= width
        return self._number >> self.left & ((1 << width) - 1)


def parse(data: bytes, version: int) -> Content:
    """Return the content of the data codewords of a symbol of `version`.

    Raises:
        Malformed: they are not those of a QR code, or an unknown encoding is named.
    """
    bits = _Bits(data)
    content = Content()
    encoding: str | None = None
    while bits.left >= 4 and (mode := bits.take(4)):
        content.is_plain = content.is_plain and mode in _LENGTHS
        if mode == 3:
            content.part = Part(bits.take(4), bits.take(4) + 1, bits.take(8))
        elif mode == 7:
            encoding = ECI.get(_assignment(bits), "unknown")
        elif mode == 9:
            bits.take(8)  # FNC1 in second position: whose format it is
        elif mode != 5:  # FNC1 in first position: GS1
            content.segments.append(_segment(bits, mode, version, encoding))
    return content


def _segment(bits: _Bits, mode: int, version: int, encoding: str | None) -> tuple[bytes, str | None]:
    if mode not in _LENGTHS:
        raise Malformed("there is no such mode")
    if mode == 13 and bits.take(4) != _GB2312_SUBSET:
        raise Malformed("there is no such subset of Hanzi mode")
    count = bits.take(_LENGTHS[mode][(version > 9) + (version > 26)])
    match mode:
        case 1:
            return _digits(bits, count), "ascii"
        case 2:
            return _alphanumeric(bits, count), "ascii"
        case 4:
            return bytes(bits.take(8) for _ in range(count)), encoding
        case 8:
            return b"".join(_kanji(bits.take(13)) for _ in range(count)), "cp932"
        case _:
            return b"".join(_hanzi(bits.take(13)) for _ in range(count)), "gb18030"


def _assignment(bits: _Bits) -> int:
    first = bits.take(8)
    if first < 0x80:
        return first
    if first < 0xC0:
        return (first & 0x3F) << 8 | bits.take(8)
    return (first & 0x1F) << 16 | bits.take(16)


def _digits(bits: _Bits, count: int) -> bytes:
    text = "".join(f"{bits.take(10):03}" for _ in range(count // 3))
    if count % 3:
        text += f"{bits.take(3 * (count % 3) + 1):0{count % 3}}"
    return text.encode()


def _alphanumeric(bits: _Bits, count: int) -> bytes:
    text = bytearray()
    for _ in range(count // 2):
        pair = bits.take(11)
        if pair >= 45 * 45:
            raise Malformed("there is no such pair of signs")
        text += bytes((_ALPHANUMERIC[pair // 45], _ALPHANUMERIC[pair % 45]))
    if count % 2:
        single = bits.take(6)
        if single >= 45:
            raise Malformed("there is no such sign")
        text.append(_ALPHANUMERIC[single])
    return bytes(text)


def _kanji(value: int) -> bytes:
    sign = value // 0xC0 << 8 | value % 0xC0
    return (sign + (0x8140 if sign < 0x1F00 else 0xC140)).to_bytes(2, "big")


def _hanzi(value: int) -> bytes:
    sign = value // 0x60 << 8 | value % 0x60
    return (sign + (0xA1A1 if sign < 0x0A00 else 0xA6A1)).to_bytes(2, "big")
