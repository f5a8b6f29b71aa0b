# SPDX-License-Identifier: GPL-3.0-or-later
"""A code that was scanned: what kind it is of, its bytes, and their text where they are one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MAX_BYTES: Final = 7089
"""The most that any code holds: 7089 digits in a QR code of version 40-L (ISO/IEC 18004)."""


class Symbology(StrEnum):
    """What kind of code it is. The value is the code character of its AIM identifier `]cm` (ISO/IEC 15424)."""

    CODE_39 = "A"
    CODE_128 = "C"
    EAN = "E"
    """EAN-13, EAN-8, UPC-A and UPC-E."""
    CODABAR = "F"
    CODE_93 = "G"
    CODE_11 = "H"
    INTERLEAVED_2_OF_5 = "I"
    PDF417 = "L"
    """Also MicroPDF417."""
    QR = "Q"
    """QR code (快速响应矩阵码), also Micro QR."""
    MAXICODE = "U"
    DATA_MATRIX = "d"
    GS1_DATABAR = "e"
    HAN_XIN = "h"
    """Han Xin code (汉信码), GB/T 21049."""
    AZTEC = "z"


@dataclass(frozen=True, slots=True)
class Code:
    """What a person has shown. It is data of an unknown hand: never a command, and no address to open.

    `repr` and `str` show nothing of it, for it may be somebody's electronic identity.
    """

    raw: bytes = field(repr=False)
    """The bytes that the code holds, without what the scanner puts around them."""
    symbology: Symbology | None = None
    """None when the scanner does not say, or says a kind without a name here."""

    @property
    def encoding(self) -> str | None:
        """`utf-8` or `gb18030`, whichever `text` was read by; None when the bytes are no text."""
        return _read(self.raw)[0]

    @property
    def text(self) -> str | None:
        """The bytes as text: UTF-8, else Chinese in GB 18030, else None.

        Nearly any bytes are characters of some kind in GB 18030, so that it is believed only for plain Chinese of
        everyday ideographs. Two-byte text of a third encoding can look like that too; `encoding` tells that it was no
        UTF-8. A byte order mark is not part of the text.
        """
        return _read(self.raw)[1]


_BINARY = re.compile(r"[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1b\x7f]")
"""Control characters that no text holds. TAB, LF and CR may, and EOT, FS, GS, RS and US of ISO/IEC 15434 and GS1."""

_CHINESE = re.compile(r"[\t\n\r\x20-\x7e·×—‘’“”…℃№Ⅰ-Ⅻ①-⑩、-】〇㐀-䶿一-鿿！-～￥\U00020000-\U0003ffff]*")
"""ASCII, ideographs, and the signs that a Chinese text puts between them."""

_IDEOGRAPH = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]")


def _read(raw: bytes) -> tuple[str | None, str | None]:
    try:
        encoding, text = "utf-8", raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            encoding, text = "gb18030", raw.decode("gb18030")
        except UnicodeDecodeError:
            return None, None
        if not _is_chinese(text):
            return None, None
    return (None, None) if _BINARY.search(text) else (encoding, text)


def _is_chinese(text: str) -> bool:
    """Whether bytes read as GB 18030 were meant so: no odd signs, and half of the ideographs are everyday ones."""
    rare = [ideograph for ideograph in _IDEOGRAPH.findall(text) if not _is_common(ideograph)]
    return _CHINESE.fullmatch(text) is not None and 2 * len(rare) <= len(_IDEOGRAPH.findall(text))


def _is_common(ideograph: str) -> bool:
    """Whether it is one of the 6763 of GB/T 2312."""
    try:
        ideograph.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
