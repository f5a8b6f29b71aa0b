# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a document's elements with reportlab, each wrapped in what says which element it is (marked content)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFStream, PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from printers.document.marks import PAGE, Code, Element, Frame, Line, Mark, Stroke, Text
from printers.document.qr import qr_path
from printers.document.structure import StructureTree
from printers.document.subset import FontSubset
from printers.document.typeface import Weight, typeface

INK = (0.09, 0.12, 0.27)
"""Of a signature: a dark blue, by which an original is told from a copy."""


class Pages(Canvas):
    """A reportlab canvas whose pages begin without the font that it would name and not embed."""

    def __init__(self, file: Any, **options: Any) -> None:
        super().__init__(file, pagesize=PAGE, pageCompression=1, invariant=1, pdfVersion=(1, 7), **options)
        self.document: Any = vars(self)["_doc"]
        """reportlab's document behind the pages."""
        self.subsets: dict[Weight, FontSubset] = {}

    def _make_preamble(self) -> None:
        self._preamble = ""

    def subset(self, weight: Weight) -> FontSubset:
        """Return the part of a typeface that this document uses so far."""
        if weight not in self.subsets:
            self.subsets[weight] = FontSubset(typeface(weight), f"F{len(self.subsets) + 1}")
            self.document.delayedFonts.append(self.subsets[weight])
        return self.subsets[weight]


def draw(canvas: Pages, document: Element, pages: int) -> StructureTree:
    """Draw all pages and return the tree that names their parts; whoever saves the canvas puts it in."""
    tree = StructureTree()
    content: list[list[str]] = [[] for _ in range(pages)]
    _draw_element(canvas, document, None, tree, content)
    for number, operators in enumerate(content, 1):
        canvas.showPage()
        # Given here and not through the canvas, the content is not written in base 85, which makes it a quarter longer.
        written = PDFStream(content="\n".join(operators).encode("ascii"), filters=[PDFZCompress])
        canvas.document.idToObject[f"Page{number}"].Contents = written
    return tree


def _draw_element(
    canvas: Pages, element: Element, above: int | None, tree: StructureTree, content: Sequence[list[str]]
) -> None:
    here = None if element.tag == "Artifact" else tree.add(element.tag, above, element.alternative)
    open_page: int | None = None
    for page, mark in element.marks:
        if page != open_page:
            if open_page is not None:
                content[open_page].append("EMC")
            content[page].append("/Artifact BMC" if here is None else tree.open(here, page))
            open_page = page
        content[page].append(_OPERATORS[type(mark)](canvas, mark))
    if open_page is not None:
        content[open_page].append("EMC")
    for part in element.parts:
        _draw_element(canvas, part, here, tree, content)


def _text(canvas: Pages, mark: Text) -> str:
    """Return the operators of a run; a character that the typeface lacks is a box that still says what it is."""
    face, subset = typeface(mark.weight), canvas.subset(mark.weight)
    operators, x, run, run_x = [], mark.x, "", mark.x
    for character in mark.text:
        if face.has(character):
            run += character
        else:
            operators += [_run(subset, mark, run_x, run), _boxed(subset, mark, x, character)]
            run, run_x = "", x + mark.size + mark.spread
        x += face.width(character) * mark.size + mark.spread
    operators.append(_run(subset, mark, run_x, run))
    drawn = " ".join(operators)
    return f"{mark.grey:.2f} g {drawn} 0 g" if mark.grey else drawn


def _run(subset: FontSubset, mark: Text, x: float, text: str) -> str:
    if not text:
        return ""
    spread = f"{mark.spread:.3f} Tc " if mark.spread else ""
    back = " 0 Tc" if mark.spread else ""
    return f"BT /{subset.name} {mark.size:g} Tf {spread}{x:.2f} {mark.y:.2f} Td <{subset.encode(text)}> Tj{back} ET"


def _boxed(subset: FontSubset, mark: Text, x: float, character: str) -> str:
    """Return a frame as large as an ideograph with the code point in it, in two lines."""
    size, code = mark.size, f"{ord(character):04X}"
    side, left, low = 0.9 * size, x + 0.05 * size, mark.y - 0.10 * size
    small = size * (0.36 if len(code) <= 4 else 0.29)
    half = (len(code) + 1) // 2
    lines = []
    for part, height in ((code[:half], 0.52), (code[half:], 0.14)):
        x_of_part = left + (side - subset.typeface.width(part) * small) / 2
        lines.append(_run(subset, Text(0, low + height * size, "", small), x_of_part, part))
    meant = f"FEFF{character.encode('utf-16-be').hex().upper()}"
    frame = f"{0.04 * size:.2f} w {left:.2f} {low:.2f} {side:.2f} {side:.2f} re S"
    return f"/Span <</ActualText <{meant}>>> BDC {frame} {' '.join(lines)} EMC"


def _line(_canvas: Pages, mark: Line) -> str:
    return f"{mark.width:g} w {mark.start[0]:.2f} {mark.start[1]:.2f} m {mark.end[0]:.2f} {mark.end[1]:.2f} l S"


def _frame(_canvas: Pages, mark: Frame) -> str:
    return f"{mark.line:g} w {mark.x:.2f} {mark.y:.2f} {mark.width:.2f} {mark.height:.2f} re S"


def _code(_canvas: Pages, mark: Code) -> str:
    return f"q 1 0 0 1 {mark.x:.2f} {mark.y:.2f} cm {qr_path(mark.payload, mark.side)} Q"


def _stroke(_canvas: Pages, mark: Stroke) -> str:
    red, green, blue = INK
    points = mark.points if len(mark.points) > 1 else mark.points * 2
    legs = " ".join(
        f"{(first + second) / 2:.2f} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S"
        for (x0, y0, first), (x1, y1, second) in pairwise(points)
    )
    return f"q 1 J 1 j {red} {green} {blue} RG {legs} Q"


_OPERATORS: dict[type[Mark], Callable[[Pages, Any], str]] = {
    Text: _text,
    Line: _line,
    Frame: _frame,
    Code: _code,
    Stroke: _stroke,
}
