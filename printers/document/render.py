# SPDX-License-Identifier: GPL-3.0-or-later
"""A document from its template and values, as PDF/A-2b."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from printers.document.archive import About, make_archival
from printers.document.compose import SEAL_SIDE, compose
from printers.document.draw import Pages, draw
from printers.document.template import Template, Values


@dataclass(frozen=True)
class SealPlace:
    """Where a seal belongs on a document that is to be sealed: the page, from 0, and the square, in points."""

    page: int
    left: float
    low: float
    side: float


@dataclass(frozen=True)
class Rendered:
    """A document, not sealed."""

    pdf: bytes
    pages: int
    seal: SealPlace | None


def render(template: Template, values: Values, *, author: str, made: datetime) -> Rendered:
    """Render a document; the same values at the same moment give the same bytes.

    Raises KeyError for a value that the template asks for and nobody gave.
    """
    composed = compose(template, values)
    file = BytesIO()
    canvas = Pages(file)
    tree = draw(canvas, composed.root, composed.pages)
    make_archival(canvas.document, About(values.fill(template.title), author, template.language, made), tree)
    canvas.save()
    place = None
    if composed.seal is not None:
        page, (left, low) = composed.seal
        place = SealPlace(page, left, low, SEAL_SIDE)
    return Rendered(file.getvalue(), composed.pages, place)
