# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a typeface that one document uses, embedded as a CID font whose codes are its own glyph numbers.

reportlab embeds a font as pieces of 256 characters, each with its own copy of every table, and knows no characters
beyond the first plane in its table back to Unicode. One piece is a third smaller, faster, and lets any text be copied.
"""

from __future__ import annotations

import struct
import sys
from array import array
from itertools import accumulate
from typing import Any, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from printers.document.glyphs import glyph_bytes
from printers.document.typeface import Typeface

_EMBEDDED_ONLY: Final = "AAAAAA+"
"""Names a font of which only a part is there (ISO 32000-1, 9.6.4)."""
_SYMBOLIC: Final = 4
_CHECKSUM_OF_FONT: Final = 0xB1B0AFBA
_PAIRS: Final = 100
"""Lines in one block of a CMap."""


class FontSubset:
    """Collects the characters of one document, gives their codes, and writes the font when the document is saved.

    reportlab's documents call `addObjects` of what stands in their `delayedFonts`.
    """

    def __init__(self, typeface: Typeface, name: str) -> None:
        self.typeface = typeface
        self.name = name
        """In the page's resources, such as F1."""
        self._codes: dict[str, int] = {}
        self._glyphs: list[int] = [0]

    def encode(self, text: str) -> str:
        """Return the codes of a text in hexadecimal; raises KeyError for a character that the typeface lacks."""
        codes = self._codes
        for character in text:
            if character not in codes:
                codes[character] = len(self._glyphs)
                self._glyphs.append(self.typeface.glyph(character))
        return "".join(f"{codes[character]:04X}" for character in text)

    def addObjects(self, document: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the font to a document's resources."""
        face: Any = self.typeface.face
        name = PDFName(_EMBEDDED_ONLY + self.typeface.name)
        file = PDFStream(content=self._font_file(), filters=[pdfdoc.PDFZCompress])
        file.dictionary["Length1"] = len(file.content)
        descriptor = {
            "Type": PDFName("FontDescriptor"),
            "FontName": name,
            "Flags": _SYMBOLIC,
            "FontBBox": PDFArray(list(face.bbox)),
            "ItalicAngle": 0,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.capHeight,
            "StemV": face.stemV,
            "FontFile2": document.Reference(file),
        }
        system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary(system),
            "CIDToGIDMap": PDFName("Identity"),
            "DW": 1000,
            "W": PDFArray(self._widths()),
            "FontDescriptor": document.Reference(PDFDictionary(descriptor)),
        }
        to_unicode = PDFStream(content=self._to_unicode(), filters=[pdfdoc.PDFZCompress])
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": name,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
            "ToUnicode": document.Reference(to_unicode),
        }
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(PDFDictionary(font))

    def _widths(self) -> list[Any]:
        """Return the widths that are not an ideograph's, each after its code (ISO 32000-1, 9.7.4.3)."""
        widths: list[Any] = []
        for code, glyph in enumerate(self._glyphs):
            width = self.typeface.face.hmetrics[glyph][0] * 1000 / self.typeface.face.unitsPerEm
            if width != 1000:
                widths += [code, PDFArray([round(width)])]
        return widths

    def _to_unicode(self) -> bytes:
        lines = [f"<{code:04X}> <{character.encode('utf-16-be').hex()}>" for character, code in self._codes.items()]
        blocks = [lines[start : start + _PAIRS] for start in range(0, len(lines), _PAIRS)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end\n"
        ).encode("ascii")

    def _font_file(self) -> bytes:
        """Return a TrueType file with these glyphs; what only other programs than PDF viewers need is left out."""
        face: Any = self.typeface.face
        glyphs = self._glyphs
        outlines = [data + bytes(-len(data) % 4) for data in (glyph_bytes(self.typeface, glyph) for glyph in glyphs)]
        places = [0, *accumulate(map(len, outlines))]
        head = bytearray(face.get_table("head"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)  # long offsets
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "hhea": face.get_table("hhea")[:34] + struct.pack(">H", len(glyphs)),
            "hmtx": b"".join(struct.pack(">Hh", *map(int, _signed(face.hmetrics[glyph]))) for glyph in glyphs),
            "loca": struct.pack(f">{len(places)}I", *places),
            "maxp": face.get_table("maxp")[:4] + struct.pack(">H", len(glyphs)) + face.get_table("maxp")[6:],
        }
        return _font_of(tables)


def _signed(metrics: tuple[float, float]) -> tuple[float, float]:
    """Return width and left bearing, which reportlab reads as a number without sign."""
    width, bearing = metrics
    return width, bearing - 0x10000 if bearing >= 0x8000 else bearing


def _checksum(data: bytes) -> int:
    words = array("I", data + bytes(-len(data) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def _font_of(tables: dict[str, bytes]) -> bytes:
    """Return the file of these tables, in their order, with its directory and checksums."""
    count = len(tables)
    largest = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">IHHHH", 0x00010000, count, largest * 16, largest.bit_length() - 1, count * 16 - largest * 16
    )
    offset = len(directory) + 16 * count
    at_head, body = 0, b""
    for tag, data in tables.items():
        directory += struct.pack(">4sIII", tag.encode("ascii"), _checksum(data), offset, len(data))
        if tag == "head":
            at_head = offset
        padded = data + bytes(-len(data) % 4)
        body += padded
        offset += len(padded)
    file = bytearray(directory + body)
    struct.pack_into(">I", file, at_head + 8, (_CHECKSUM_OF_FONT - _checksum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)
