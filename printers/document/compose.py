# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns a template's blocks and a document's values into placed elements; a function for each kind of block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from printers.document import template as blocks
from printers.document.flow import BOTTOM, INNER, LEADING, LEFT, Flow, baseline, filled, placed, wrapped
from printers.document.marks import MM, Code, Element, Frame, Line, Point, Stroke, Text
from printers.document.template import Block, Template, Values
from printers.document.typeface import Weight, typeface

SEAL_SIDE = 42 * MM
"""Diameter of a round seal (GB/T 33481)."""
CODE_SIDE = 27 * MM
_CELL = 8.0
"""White around the text of a cell, together above and below; half of it left and right, at least."""
_CHINESE_NUMBERS = "一二三四五六七八九十"


@dataclass
class Composed:
    """A document that is placed and can be drawn."""

    root: Element
    pages: int
    seal: tuple[int, Point] | None
    """Where a seal belongs: the page, from 0, and the lower left corner of its square."""


def compose(template: Template, values: Values) -> Composed:
    """Place everything. Raises KeyError for a value that the template asks for and nobody gave."""
    made = Composed(Element("Document"), 1, None)
    flow = Flow()
    for block in template.blocks:
        if block.if_ and not _given(values, block.if_):
            continue
        flow.y -= block.above
        _BLOCKS[type(block)](made, flow, block, values)
    made.pages = flow.page + 1
    _feet(made, values.fill(template.foot))
    return made


def _given(values: Values, name: str) -> bool:
    return bool(values.texts.get(name) or values.lists.get(name) or values.rows.get(name))


def _title(made: Composed, flow: Flow, block: blocks.Title, values: Values) -> None:
    heading = made.root.add("H1")
    height = block.size * 1.5
    for line in wrapped(values.fill(block.text), block.size, INNER, "bold"):
        y = flow.y - baseline(block.size, height)
        flow.put(heading, placed(line, left=LEFT, width=INNER, size=block.size, align="centre", y=y, weight="bold"))
        flow.y -= height


def _line(made: Composed, flow: Flow, block: blocks.Line, values: Values) -> None:
    part = made.root.add("P")
    height = block.size * 1.6
    for line in wrapped(values.fill(block.text), block.size, INNER, block.weight):
        flow.need(height)
        y = flow.y - baseline(block.size, height)
        look = {"size": block.size, "align": block.align, "weight": block.weight}
        flow.put(part, placed(line, left=LEFT, width=INNER, y=y, **look))  # type: ignore[arg-type]
        flow.y -= height


def _paragraph(made: Composed, flow: Flow, block: blocks.Paragraph, values: Values) -> None:
    indent = 2 * block.size if block.indent else 0.0
    _text(made.root.add("P"), flow, values.fill(block.text), size=block.size, indent=indent, weight=block.weight)


def _text(
    part: Element,
    flow: Flow,
    text: str,
    *,
    size: float,
    left: float = 0.0,
    indent: float = 0.0,
    weight: Weight = "regular",
    grey: float = 0.0,
    leading: float = LEADING,
) -> None:
    """Add running text; its first two lines, and its last two, stay together."""
    width, height = INNER - left, size * leading
    lines = wrapped(text, size, width, weight, indent)
    for number, (line, moved, spread) in enumerate(filled(lines, size=size, width=width, weight=weight, indent=indent)):
        rest = len(lines) - number
        flow.need(height * (2 if rest == 2 or (number == 0 and rest > 1) else 1))
        y = flow.y - baseline(size, height)
        flow.put(part, Text(LEFT + left + moved, y, line, size, weight, spread, grey))
        flow.y -= height


def _items(made: Composed, flow: Flow, block: blocks.Items, values: Values) -> None:
    texts = [values.fill(text) for text in block.texts] + list(values.lists[block.of] if block.of else ())
    numbers = {"一、": "{0}、", "1.": "{1}. ", "（一）": "（{0}）"}[block.number]
    everything = made.root.add("L")
    leading = LEADING if block.size >= 12 else 1.55
    for number, text in enumerate(texts, 1):
        item = everything.add("LI")
        label = numbers.format(_CHINESE_NUMBERS[number - 1 : number] or number, number)
        if block.number == "1.":
            left = typeface("regular").width("9. ") * block.size
            height = block.size * leading
            flow.need(height)
            y = flow.y - baseline(block.size, height)
            flow.put(item, Text(LEFT, y, label, block.size, grey=block.grey))
            _text(item, flow, text, size=block.size, left=left, grey=block.grey, leading=leading)
        else:
            _text(item, flow, label + text, size=block.size, indent=2 * block.size, grey=block.grey, leading=leading)


def _facts(made: Composed, flow: Flow, block: blocks.Facts, values: Values) -> None:
    rows = [[values.fill(cell) for pair in row for cell in pair] for row in block.rows]
    rows += [list(row) for row in (values.rows[block.of] if block.of else ())]
    label = max(typeface("medium").width(row[cell]) for row in rows for cell in range(0, len(row), 2)) * block.size
    label = min(max(label + 2 * _CELL, 0.14 * INNER), 0.32 * INNER)
    grid = made.root.add("Table")
    for row in rows:
        widths = [label, INNER - label] if len(row) == 2 else [label, INNER / 2 - label] * 2
        looks: list[_Look] = [("centre", "medium", "TH"), ("left", "regular", "TD")] * (len(row) // 2)
        _row(grid, flow, row, widths=widths, looks=looks, size=block.size, padding=1.6 * _CELL)


_Look = tuple[str, Weight, Any]
"""How a cell's text stands, its weight, and the cell's tag."""


def _table(made: Composed, flow: Flow, block: blocks.Table, values: Values) -> None:
    whole = sum(column.part for column in block.columns)
    widths = [INNER * column.part / whole for column in block.columns]
    table = made.root.add("Table")
    head: list[_Look] = [("centre", "medium", "TH")] * len(block.columns)
    body: list[_Look] = [(column.align, "regular", "TD") for column in block.columns]
    last: list[_Look] = [(column.align, "medium", "TD") for column in block.columns]
    heads = [column.head for column in block.columns]
    _row(table, flow, heads, widths=widths, looks=head, size=block.size)
    rows = [(row, body) for row in values.rows[block.rows]]
    if block.total:
        rows.append(([values.fill(cell) for cell in block.total], last))
    for row, looks in rows:
        page = flow.page
        flow.need(_height(row, widths, looks, block.size, _CELL))
        if flow.page != page:  # the heading again, for the eye: a reading voice knows it
            _row(made.root.add("Artifact"), flow, heads, widths=widths, looks=head, size=block.size)
        _row(table, flow, row, widths=widths, looks=looks, size=block.size)


def _lines(text: str, width: float, weight: Weight, size: float) -> list[str]:
    return wrapped(text, size, width - _CELL, weight)


def _height(row: Sequence[str], widths: Sequence[float], looks: Sequence[_Look], size: float, padding: float) -> float:
    count = max(len(_lines(cell, width, look[1], size)) for cell, width, look in zip(row, widths, looks, strict=True))
    return count * size * 1.4 + padding


def _row(
    table: Element,
    flow: Flow,
    row: Sequence[str],
    *,
    widths: Sequence[float],
    looks: Sequence[_Look],
    size: float,
    padding: float = _CELL,
) -> None:
    """Add a row of cells with hairlines around each."""
    height = _height(row, widths, looks, size, padding)
    flow.need(height)
    artifact = table.tag == "Artifact"
    tagged = table if artifact else table.add("TR")
    grid = table if artifact else tagged.add("Artifact")
    x = LEFT
    for cell, width, (align, weight, tag) in zip(row, widths, looks, strict=True):
        flow.put(grid, Frame(x, flow.y - height, width, height))
        lines = _lines(cell, width, weight, size)
        part = tagged if artifact else tagged.add(tag)
        top = flow.y - (height - len(lines) * size * 1.4) / 2
        for number, line in enumerate(lines):
            y = top - number * size * 1.4 - baseline(size, size * 1.4)
            look = {"left": x + _CELL * 0.75, "width": width - 1.5 * _CELL, "size": size, "align": align}
            flow.put(part, placed(line, y=y, weight=weight, **look))  # type: ignore[arg-type]
        x += width
    flow.y -= height


def _sign_off(made: Composed, flow: Flow, block: blocks.SignOff, values: Values) -> None:
    height = block.size * LEADING
    office, date = values.fill(block.office), values.fill(block.date)
    flow.need(SEAL_SIDE if block.seal else 2 * height)
    if block.seal:
        flow.y -= 0.48 * SEAL_SIDE
    # The date stands four characters from the right margin, the office centred above it (GB/T 9704, 7.3.5).
    face = typeface("regular")
    wide = max(face.width(office), face.width(date)) * block.size
    left = LEFT + INNER - wide - (2 if wide > INNER / 2 else 4) * block.size
    part = made.root.add("P")
    for text in (office, date):
        y = flow.y - baseline(block.size, height)
        flow.put(part, placed(text, left=left, width=wide, size=block.size, align="centre", y=y))
        flow.y -= height
    if block.seal:
        # Upright over the middle of both lines, which stand a little below its centre (GB/T 9704, 7.3.5.2).
        made.seal = flow.page, (left + (wide - SEAL_SIDE) / 2, flow.y + 0.5 * height - 0.2 * SEAL_SIDE)
        flow.y -= 0.1 * SEAL_SIDE


_ABOVE_THE_RULE = 0.25
"""Of the em: where a label's base line stands beside a line to be written on."""


def _signed(made: Composed, flow: Flow, block: blocks.Signed, values: Values) -> None:
    label, date = values.fill(block.label), values.fill(block.date)
    wide, high = values.field_size[0] * MM, values.field_size[1] * MM
    scale = min(1.0, 60 * MM / wide, 22 * MM / high)
    wide, high = wide * scale, high * scale
    line = block.size * LEADING
    flow.need(high + line)
    part = made.root.add("P")
    left = LEFT + INNER - 60 * MM
    y = flow.y - high + _ABOVE_THE_RULE * block.size
    flow.put(part, Text(left - typeface("regular").width(label) * block.size, y, label, block.size))
    if values.ink:
        drawn = made.root.add("Figure", label)
        for stroke in values.ink:
            flow.put(drawn, _on_paper(stroke, left, flow.y, scale))
    rule = made.root.add("Artifact")
    flow.put(rule, Line((left, flow.y - high), (left + 60 * MM, flow.y - high)))
    flow.y -= high + 0.3 * line
    y = flow.y - baseline(block.size, line)
    under = made.root.add("P")
    flow.put(under, placed(date, left=LEFT, width=INNER, size=block.size, align="right", y=y))
    flow.y -= line


def _on_paper(stroke: Stroke, left: float, top: float, scale: float) -> Stroke:
    by = scale * MM
    return Stroke(tuple((left + x * by, top - y * by, max(0.5, 1.25 * width * by)) for x, y, width in stroke.points))


def _verification(made: Composed, flow: Flow, block: blocks.Verification, values: Values) -> None:
    """Add the code at the foot of the page, with a hairline above."""
    flow.need(CODE_SIDE + 4 * MM)
    low = BOTTOM + 1.5 * MM
    high = low + CODE_SIDE
    flow.put(made.root.add("Artifact"), Line((LEFT, high + 2 * MM), (LEFT + INNER, high + 2 * MM)))
    quiet = 4 / 37 * CODE_SIDE  # its white border stands over the margin, so that its ink does not look moved in
    code = made.root.add("Figure", values.fill(block.alternative))
    flow.put(code, Code(LEFT - quiet, low, CODE_SIDE, values.fill(block.payload)))
    left = CODE_SIDE - quiet + 3 * MM
    texts = [
        (number, line)
        for number, text in enumerate(block.lines)
        for line in wrapped(values.fill(text), block.size, INNER - left, "medium" if number == 0 else "regular")
    ]
    height = min(block.size * 1.7, CODE_SIDE / len(texts))
    top = low + CODE_SIDE / 2 + len(texts) * height / 2
    part = made.root.add("P")
    for row, (number, line) in enumerate(texts):
        y = top - row * height - baseline(block.size, height)
        weight: Weight = "medium" if number == 0 else "regular"
        flow.put(part, Text(LEFT + left, y, line, block.size, weight))
    flow.y = low


def _feet(made: Composed, text: str) -> None:
    """Write the foot of every page, with its number as in GB/T 9704."""
    foot = made.root.add("Artifact")
    size = 9.0
    y = BOTTOM - 9 * MM
    for page in range(made.pages):
        told = f"第 {page + 1} 页，共 {made.pages} 页"
        number = placed(told, left=LEFT, width=INNER, size=size, align="right", y=y, grey=0.35)
        foot.marks += [(page, Text(LEFT, y, text, size, grey=0.35)), (page, number)]


_BLOCKS: dict[type[Block], Callable[[Composed, Flow, Any, Values], None]] = {
    blocks.Title: _title,
    blocks.Line: _line,
    blocks.Paragraph: _paragraph,
    blocks.Items: _items,
    blocks.Facts: _facts,
    blocks.Table: _table,
    blocks.SignOff: _sign_off,
    blocks.Signed: _signed,
    blocks.Verification: _verification,
}
