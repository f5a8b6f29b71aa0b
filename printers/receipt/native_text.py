# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt in the printer's own characters (GB 18030): a hundredth of the bytes, for a printer on a slow serial line.

The printer's font is what it is: 24 dots high, of one weight. A line with a character that not every such printer has
goes out as a picture, so that a rare name is never a `?`. The QR code is the printer's own, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from printers import qr
from printers.line_breaks import break_lines
from printers.receipt import escpos
from printers.receipt.sheet import Sheet
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Part, Receipt, Rows, Title
from printers.receipt.typeface import drawable, typeface
from printers.text_strip import TextStrip

_COLUMN = 12
"""Dots across of a Latin character; a Chinese one takes two columns."""
_TALL = 24
_LEAD = 12
"""Dots between two lines."""
_KEYS_AT_MOST = 0.42
"""Of the columns."""
_GAP = 2
_QR_SIDE = 190
"""Dots that a code is wide at most, as long as its modules are no smaller than the least."""
_MODULE_LEAST, _MODULE_MOST = 4, 8


def is_common(character: str) -> bool:
    """Tell whether every printer with Chinese characters has this one: ASCII, or two bytes outside the free areas."""
    code = character.encode("gb18030")
    if len(code) == 1:
        return 0x20 <= code[0] < 0x7F
    if len(code) != 2:
        return False
    first, second = code
    return not (0xAA <= first <= 0xAF or first >= 0xF8 or (0xA1 <= first <= 0xA7 and second < 0xA1))


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(1 if character.isascii() else 2 for character in text)


def typeset(receipt: Receipt, width: int, *, band_bytes: int) -> TextStrip:
    """Set a receipt in text. A picture in it needs a QGuiApplication. Raises ValueError when the code does not fit."""
    roll = _Roll(width, band_bytes)
    for mark in receipt.marks:
        roll.line(f"【{mark}】", centred=True)
    for number, section in enumerate(filter(None, receipt.sections)):
        if number:
            roll.line("- " * (roll.columns // 2))
        for part in section:
            _add(roll, part)
    return TextStrip(width, tuple(roll.parts))


def _add(roll: _Roll, part: Part) -> None:
    match part:
        case Title(text):
            roll.text(text, size=2, centred=True)
        case Banner(text):
            roll.text(text, size=2 if 2 * columns(text) <= roll.columns else 1, centred=True)
        case Number(label):
            if label:
                roll.text(label, centred=True)
            roll.text(" ".join(part.groups), size=2, centred=True)
        case Code(payload, caption):
            roll.code(payload)
            if caption:
                roll.text(caption, centred=True)
        case Rows(pairs):
            _rows(roll, pairs)
        case Amounts(items, total):
            for name, amount in items:
                _sum(roll, name, amount)
            if total is not None:
                roll.line("- " * (roll.columns // 2))
                _sum(roll, *total)
        case Lines(texts):
            for text in texts:
                roll.text(text)


def _rows(roll: _Roll, pairs: Sequence[tuple[str, str]]) -> None:
    """Keys in a column; a value that would be torn beside its key, or has a rare character, stands whole below it."""
    most = int(_KEYS_AT_MOST * roll.columns)
    column = min(max((columns(name) for name, _ in pairs), default=0), most) + _GAP
    for name, value in pairs:
        beside = break_lines(value, roll.columns - column, columns)
        below = break_lines(value, roll.columns, columns)
        if columns(name) > column - _GAP or 1 < len(beside) >= 1 + len(below) or not all(map(is_common, value)):
            roll.text(name)
            roll.text(value)
            continue
        for index, line in enumerate(beside):
            head = name if index == 0 else ""
            roll.line(head + " " * (column - columns(head)) + line)


def _sum(roll: _Roll, name: str, amount: Decimal) -> None:
    figure = f"￥{amount:,.2f}".replace("￥-", "-￥")
    room = roll.columns - columns(figure) - 1
    *above, last = break_lines(name, room, columns) or [""]
    for line in above:
        roll.line(line)
    roll.line(last + " " * (roll.columns - columns(last) - columns(figure)) + figure)


class _Roll:
    """What is sent, from the top."""

    def __init__(self, width: int, band_bytes: int) -> None:
        self.columns = width // _COLUMN
        self.parts: list[bytes] = [escpos.CHINESE + escpos.line_height(_TALL + _LEAD)]
        self._width = width
        self._band_bytes = band_bytes

    def text(self, text: str, *, size: int = 1, centred: bool = False) -> None:
        """Add a text in as many lines as it needs."""
        for line in break_lines(drawable(text), self.columns // size, columns):
            self.line(line, size=size, centred=centred)

    def line(self, line: str, *, size: int = 1, centred: bool = False) -> None:
        """Add one line, as text where the printer has its characters, else as a picture."""
        if all(map(is_common, line)):
            self.parts.append(
                escpos.style(size=size, centred=centred)
                + escpos.line_height(_TALL * size + _LEAD)
                + line.rstrip().encode("gb18030")
                + b"\n"
            )
        else:
            self.parts.extend(_picture(line, self._width, size, self._band_bytes, centred=centred))

    def code(self, payload: str) -> None:
        """Add a QR code in the middle, with white above and below."""
        across = len(qr.modules(payload))
        module = max(_MODULE_LEAST, min(_MODULE_MOST, _QR_SIDE // across))
        if (across + 2 * qr.QUIET) * module > self._width:
            raise ValueError(f"a QR code of {len(payload)} characters is wider than the paper")
        data = payload.encode()
        white = escpos.feed(qr.QUIET * module)
        self.parts.append(escpos.style(size=1, centred=True) + white + escpos.qr_code(data, module) + white)


def _picture(line: str, width: int, size: int, band_bytes: int, *, centred: bool) -> Iterator[bytes]:
    sheet = Sheet(width, 0)
    sheet.text(line, typeface(_TALL * size), centred=centred)
    yield escpos.style(size=1, centred=False)
    yield from escpos.raster_bands(sheet.raster(), band_bytes)
