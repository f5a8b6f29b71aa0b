# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of a receipt: how large each part is, with how much white.

203 dpi is 8 dots to the millimetre. In large print, which is the rule, the characters of the body are more than 24 dots
(3 mm) high, so that the old can read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from printers.raster import Raster
from printers.receipt.sheet import Sheet, Sum
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Part, Receipt, Rows, Title
from printers.receipt.typeface import Typeface, typeface

EN_SPACE = "\u2002"


@dataclass(frozen=True)
class Measures:
    """Sizes in dots for one width of paper and one size of print."""

    margin: int
    body: int
    title: int
    banner: int
    numbers: tuple[int, ...]
    """From which a number takes the largest that leaves it on one line, else the last."""
    qr_module: int
    """The least; see `Sheet.qr`."""
    qr_side: int
    gap: int
    """Between the columns of keys and values."""


_ON_80_MM = {
    True: Measures(32, 32, 52, 42, (136, 96, 64, 48), qr_module=5, qr_side=190, gap=28),
    False: Measures(32, 26, 44, 34, (112, 80, 56, 36), qr_module=4, qr_side=160, gap=24),
}
_ON_58_MM = {
    True: Measures(18, 28, 42, 36, (112, 80, 56, 40), qr_module=4, qr_side=150, gap=18),
    False: Measures(18, 24, 36, 30, (96, 64, 48, 34), qr_module=3, qr_side=136, gap=16),
}


def measures(width: int, *, large: bool) -> Measures:
    """Return the sizes for a head of so many dots: 576 or 512 on 80 mm paper, 384 on 58 mm."""
    return (_ON_80_MM if width >= 512 else _ON_58_MM)[large]


def draw_receipt(receipt: Receipt, width: int, *, large: bool = True) -> Raster:
    """Draw a receipt `width` dots wide, in large print or in ordinary print.

    Needs a QGuiApplication, in any thread. Raises ValueError when the QR code does not fit.
    """
    return lay_out(receipt, width, large=large).raster()


def lay_out(receipt: Receipt, width: int, *, large: bool) -> Sheet:
    """Place a receipt's parts, without drawing them yet."""
    size = measures(width, large=large)
    sheet = Sheet(width, size.margin)
    sheet.space(8)
    for mark in receipt.marks:
        sheet.framed(mark, typeface(size.body, bold=True))
        sheet.space(16)
    for number, section in enumerate(filter(None, receipt.sections)):
        if number:
            sheet.rule(above=16, below=14)
        for index, part in enumerate(section):
            sheet.space(8 if index and not isinstance(part, Code) else 0)  # a code brings its own white
            _add(sheet, part, size)
    sheet.space(8)
    return sheet


def _add(sheet: Sheet, part: Part, size: Measures) -> None:
    body, strong = typeface(size.body), typeface(size.body, bold=True)
    match part:
        case Title(text):
            sheet.text(text, typeface(size.title, bold=True), centred=True)
        case Banner(text):
            sheet.text(text, typeface(size.banner, bold=True), centred=True)
        case Number(label):
            if label:
                sheet.text(label, body, centred=True)
            text = EN_SPACE.join(part.groups)
            sheet.text(text, _fitting(text, sheet.inner, size.numbers), centred=True)
        case Code(payload, caption):
            sheet.qr(payload, module=size.qr_module, side=size.qr_side)
            if caption:
                sheet.text(caption, body, centred=True)
        case Rows(pairs):
            sheet.pairs(pairs, body, strong, gap=size.gap, lead=6)
        case Amounts(items, total):
            sums = [Sum(name, _yuan(amount), body, strong) for name, amount in items]
            if total is not None:
                name, amount = total
                sums.append(Sum(name, _yuan(amount), strong, typeface(size.banner, bold=True), ruled=bool(items)))
            sheet.sums(sums, gap=size.gap, lead=6)
        case Lines(texts):
            for index, text in enumerate(texts):
                sheet.space(8 if index else 0)
                sheet.text(text, strong if part.strong else body)


def _fitting(text: str, width: int, sizes: tuple[int, ...]) -> Typeface:
    """Return the largest typeface that leaves a text on one line, else the smallest."""
    faces = (typeface(size, bold=True) for size in sizes)
    return next((face for face in faces if face.width(text) <= width), typeface(sizes[-1], bold=True))


def _yuan(amount: Decimal) -> str:
    return f"¥{amount:,.2f}".replace("¥-", "−¥")
