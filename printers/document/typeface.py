# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped typefaces as documents use them: which characters they have, how wide those are, and their glyphs."""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

from reportlab.pdfbase.ttfonts import TTFontFace

from assets import asset

Weight: TypeAlias = Literal["regular", "medium", "bold"]

_FILES: dict[Weight, str] = {
    "regular": "NotoSansSC_400Regular.ttf",
    "medium": "NotoSansSC_500Medium.ttf",
    "bold": "NotoSansSC_700Bold.ttf",
}


class Typeface:
    """One weight of the shipped family. Immutable once loaded, which takes some 0.2 s and 25 MB."""

    def __init__(self, path: str) -> None:
        self.face = TTFontFace(path)
        self.name: str = self.face.name.decode("ascii")
        self.ascent: float = self.face.ascent / 1000
        """Of the em, as is `descent`, which is negative."""
        self.descent: float = self.face.descent / 1000
        self._glyphs: dict[int, int] = self.face.charToGlyph
        self._widths: dict[int, float] = self.face.charWidths

    def has(self, character: str) -> bool:
        """Tell whether the typeface can draw a character; private ones (PUA) never count, whatever stands there."""
        return ord(character) in self._glyphs and not is_private(character)

    def glyph(self, character: str) -> int:
        """Return the number of a character's glyph in the font file; raises KeyError."""
        return self._glyphs[ord(character)]

    def width(self, text: str) -> float:
        """Return how wide a text is, in em; a character that is boxed is as wide as an ideograph."""
        widths, glyphs = self._widths, self._glyphs
        return sum(widths[code] if code in glyphs else 1000 for code in map(ord, text)) / 1000


def is_private(character: str) -> bool:
    """Tell whether a character means something only by agreement, such as a rare name's before it was encoded."""
    code = ord(character)
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


@cache
def typeface(weight: Weight) -> Typeface:
    """Return a shipped typeface, loaded at its first use in this process."""
    return Typeface(str(asset("fonts", _FILES[weight])))
