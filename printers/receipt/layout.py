# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of a receipt: what stands where, how large, with how much white.

203 dpi is 8 dots to the millimetre. Body characters are at least 24 dots (3 mm) high, so that the old can read them.
"""

from __future__ import annotations

from dataclasses import dataclass

from printers.raster import Raster
from printers.receipt.sheet import Sheet
from printers.receipt.slip import Receipt
from printers.receipt.typeface import typeface


@dataclass(frozen=True)
class Measures:
    """Sizes in dots for one width of paper."""

    margin: int
    heading: int
    state: int
    number: int
    qr_module: int
    """The least; see `Sheet.qr`."""
    qr_side: int
    gap: int
    """Between the columns of keys and values."""


BODY = 28
DEMO_MARK = "演示 · 不作凭证"
REPRINT_MARK = "补打"
EN_SPACE = "\u2002"
ON_80_MM = Measures(margin=32, heading=48, state=38, number=36, qr_module=4, qr_side=160, gap=28)
ON_58_MM = Measures(margin=18, heading=40, state=34, number=40, qr_module=3, qr_side=136, gap=18)
"""The number is larger than on wide paper because it takes two lines anyway."""


def draw_receipt(receipt: Receipt, width: int) -> Raster:
    """Draw a receipt `width` dots wide: 576 or 512 on 80 mm paper, 384 on 58 mm.

    Needs a QGuiApplication, in any thread. Raises ValueError when the QR code does not fit.
    """
    size = ON_80_MM if width >= 512 else ON_58_MM
    sheet = Sheet(width, size.margin)
    body, strong = typeface(BODY), typeface(BODY, bold=True)
    # A key whose value stands below it needs no room in the column.
    widest = sheet.key_column((key for key, _ in receipt.rows), body)
    beside = [key for key, value in receipt.rows if not sheet.torn(value, strong, column=widest, gap=size.gap)]
    column = sheet.key_column(beside, body)
    sheet.space(8)
    for mark in _marks(receipt):
        sheet.framed(mark, strong)
        sheet.space(16)
    sheet.text(receipt.heading, typeface(size.heading, bold=True), centred=True)
    sheet.space(6)
    sheet.text(receipt.state, typeface(size.state, bold=True), centred=True)
    _rule(sheet)
    sheet.text(receipt.number_label, body, centred=True)
    sheet.text(EN_SPACE.join(receipt.number_groups), typeface(size.number, bold=True), centred=True)
    sheet.qr(receipt.qr, module=size.qr_module, side=size.qr_side)
    sheet.text(receipt.qr_caption, body, centred=True)
    if receipt.rows:
        _rule(sheet)
        sheet.pairs(receipt.rows, body, strong, column=column, gap=size.gap, lead=6)
    if receipt.next_steps or receipt.ask:
        _rule(sheet)
        for index, step in enumerate(receipt.next_steps):
            sheet.space(8 if index else 0)
            sheet.text(step, body)
        if receipt.ask:
            sheet.space(8 if receipt.next_steps else 0)
            sheet.text(receipt.ask, strong)
    where = [text for text in (receipt.time, receipt.terminal, receipt.place) if text]
    if where:
        _rule(sheet)
    for text in where:
        sheet.text(text, body)
    if receipt.closing:
        _rule(sheet)
        sheet.text(receipt.closing, typeface(size.state, bold=True), centred=True)
    sheet.space(8)
    return sheet.raster()


def _rule(sheet: Sheet) -> None:
    sheet.rule(above=16, below=14)


def _marks(receipt: Receipt) -> list[str]:
    marks = [(DEMO_MARK, receipt.demo), (REPRINT_MARK, receipt.reprint)]
    return [mark for mark, wanted in marks if wanted]
