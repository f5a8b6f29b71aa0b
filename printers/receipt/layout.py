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
EN_SPACE = "\u2002"
WIDTHS = {
    576: Measures(margin=32, heading=48, state=38, number=36, qr_module=4, qr_side=160, gap=28),
    384: Measures(margin=18, heading=40, state=34, number=40, qr_module=3, qr_side=136, gap=18),
}
"""By printable width: 576 dots on 80 mm paper, 384 on 58 mm."""


def draw_receipt(receipt: Receipt, width: int) -> Raster:
    """Draw a receipt `width` dots wide (576 or 384). Needs a QGuiApplication, in any thread.

    Raises KeyError for another width, ValueError when the QR code does not fit.
    """
    size = WIDTHS[width]
    sheet = Sheet(width, size.margin)
    body, strong = typeface(BODY), typeface(BODY, bold=True)
    where = [
        (label, text)
        for label, text in (
            (receipt.words.time, receipt.time),
            (receipt.words.terminal, receipt.terminal),
            (receipt.words.place, receipt.place),
        )
        if text
    ]
    column = sheet.key_column((key for key, _ in (*receipt.rows, *where)), body)
    for mark in _marks(receipt):
        sheet.framed(mark, strong)
        sheet.space(16)
    sheet.text(receipt.heading, typeface(size.heading, bold=True), centred=True)
    sheet.space(6)
    sheet.text(receipt.state, typeface(size.state, bold=True), centred=True)
    _rule(sheet)
    sheet.text(receipt.words.number, body, centred=True)
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
    if where:
        _rule(sheet)
        sheet.pairs(where, body, body, column=column, gap=size.gap, lead=0)
    if receipt.closing:
        _rule(sheet)
        sheet.text(receipt.closing, typeface(size.state, bold=True), centred=True)
    sheet.space(8)
    return sheet.raster()


def _rule(sheet: Sheet) -> None:
    sheet.rule(above=16, below=14)


def _marks(receipt: Receipt) -> list[str]:
    marks = [(receipt.words.demo, receipt.demo), (receipt.words.reprint, receipt.reprint)]
    return [mark for mark, wanted in marks if wanted]
