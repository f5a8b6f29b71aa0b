# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading with zxing-cpp: the best of the free decoders, and the only one that hands out a code's bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from drivers.codes.charset import text_of
from drivers.codes.found import Corners, Decoder, FoundCode
from drivers.codes.picture import Grey
from drivers.codes.qr.segments import Content, Part
from drivers.codes.qr.symbol import content_of
from drivers.scanner.code import Symbology

_FORMATS = {
    Symbology.CODE_39: (BarcodeFormat.Code39,),
    Symbology.CODE_128: (BarcodeFormat.Code128,),
    Symbology.EAN: (BarcodeFormat.EAN13, BarcodeFormat.EAN8, BarcodeFormat.UPCA, BarcodeFormat.UPCE),
    Symbology.CODABAR: (BarcodeFormat.Codabar,),
    Symbology.CODE_93: (BarcodeFormat.Code93,),
    Symbology.INTERLEAVED_2_OF_5: (BarcodeFormat.ITF,),
    Symbology.PDF417: (BarcodeFormat.PDF417,),
    # Not Micro QR: with so little error correction, other things read as one.
    Symbology.QR: (BarcodeFormat.QRCodeModel1, BarcodeFormat.QRCodeModel2),
    Symbology.MAXICODE: (BarcodeFormat.MaxiCode,),
    Symbology.DATA_MATRIX: (BarcodeFormat.DataMatrix,),
    Symbology.GS1_DATABAR: (BarcodeFormat.DataBar,),
    Symbology.AZTEC: (BarcodeFormat.Aztec,),
}
SYMBOLOGIES = frozenset(_FORMATS)
"""What zxing-cpp reads of what has a name here."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One symbol in a picture; with `part`, one of several of a whole."""

    code: FoundCode
    part: Part | None = None
    segments: tuple[tuple[bytes, str | None], ...] = field(default=(), repr=False)


def read(picture: Grey, symbologies: Iterable[Symbology], *, invert: bool = False, shrink: bool = False) -> list[Seen]:
    """Return the symbols in `picture`; with `invert` also light ones on dark, with `shrink` also very large ones."""
    formats = BarcodeFormats([one for symbology in symbologies for one in _FORMATS[symbology]])
    found = zxingcpp.read_barcodes(picture, formats=formats, try_invert=invert, try_downscale=shrink)
    return [_seen(barcode) for barcode in found if barcode.bytes]


def text_in(segments: Iterable[tuple[bytes, str | None]]) -> str | None:
    """Return the text of segments: a named encoding is kept to; neighbours of one encoding are one text."""
    joined: list[tuple[bytes, str | None]] = []
    for data, encoding in segments:
        # Digits and capitals are the same in every encoding that a code leaves unnamed.
        if joined and (joined[-1][1] == encoding or {encoding, joined[-1][1]} == {"ascii", None}):
            before, kind = joined.pop()
            joined.append((before + data, encoding if kind == "ascii" else kind))
        else:
            joined.append((data, encoding))
    texts = [_decoded(data, encoding) for data, encoding in joined]
    return None if None in texts else "".join(text for text in texts if text is not None)


def _decoded(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return text_of(data)
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):  # an encoding that has no letters, or one that is wrongly named
        return None


def _seen(barcode: zxingcpp.Barcode) -> Seen:
    data = bytes(barcode.bytes)
    content = _inside(barcode, data)
    text = text_in(content.segments) if content else text_of(data)
    symbology = Symbology(barcode.symbology_identifier[1])
    code = FoundCode(symbology, data, text, _corners(barcode.position), Decoder.ZXING)
    return Seen(code, content.part if content else None, tuple(content.segments) if content else ())


def _inside(barcode: zxingcpp.Barcode, data: bytes) -> Content | None:
    if barcode.format != BarcodeFormat.QRCode:
        return None
    extra = cast("dict[str, Any]", barcode.extra)
    dark = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False)) == 0
    return content_of(dark, int(extra["DataMask"]), str(extra["ECLevel"]), data)


def _corners(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(point.x), float(point.y)) for point in points)
    return first, second, third, fourth
