# SPDX-License-Identifier: GPL-3.0-or-later
"""What the terminal itself draws: only what the citizen signs, 告知承诺书 and 申请表, with the signature in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drivers.signature.ink import nib, trace
from drivers.signature.strokes import Signature
from kiosk.local_time import local_day
from kiosk.receipt import in_fours
from kiosk.visit.answers import Applicant
from printers.document.marks import Stroke
from printers.document.render import Rendered, render
from printers.document.template import Values, load_template

_EVERY = 4
"""One point in so many of a traced line is drawn; half a millimetre apart they are still a curve."""
_ID_KINDS = {"111": "居民身份证", "553": "外国人永久居留身份证"}
_OTHER_ID = "其他证件"
_DEMO_FOOT = "演示文件，不具法律效力"


@dataclass(frozen=True)
class Signing:
    """Who signs what, where and when."""

    applicant: Applicant
    service: str
    """Its name in Simplified Chinese, the language of what offices take in."""
    number: str
    """流水号."""
    terminal: str
    at: datetime
    signature: Signature | None = field(repr=False)
    """None leaves the line empty, to be looked over before it is signed, or to be signed on paper."""
    demo: bool = False


def draw_pledge(signing: Signing, *, department: str, notices: Sequence[str], promises: Sequence[str]) -> Rendered:
    """Draw a 告知承诺书: what the department makes known, and what the citizen promises in place of a proof."""
    lists = {"notices": notices, "promises": promises}
    return _draw("pledge", signing, {"department": department}, lists=lists)


def draw_application(signing: Signing, answers: Sequence[tuple[str, str]]) -> Rendered:
    """Draw an 申请表: the form's labels and answers, in its order."""
    return _draw("application", signing, {}, rows={"answers": answers})


def _draw(
    template: str,
    signing: Signing,
    texts: dict[str, str],
    *,
    lists: dict[str, Sequence[str]] | None = None,
    rows: dict[str, Sequence[Sequence[str]]] | None = None,
) -> Rendered:
    day = local_day(signing.at)
    texts |= {
        "demo": "演示" if signing.demo else "",
        "foot": _DEMO_FOOT if signing.demo else "",
        "name": signing.applicant.name,
        "id_kind": _ID_KINDS.get(signing.applicant.id_type, _OTHER_ID),
        "id_number": signing.applicant.id_number,
        "service": signing.service,
        "number": in_fours(signing.number),
        "terminal": signing.terminal,
        "date": f"{day.year}年{day.month}月{day.day}日",
    }
    ink: Sequence[Stroke] = ()
    size = (100.0, 40.0)
    if signing.signature is not None:
        ink = _ink(signing.signature)
        size = signing.signature.width, signing.signature.height
    values = Values(texts, lists=lists or {}, rows=rows or {}, ink=ink, field_size=size)
    return render(load_template(template), values, author=signing.terminal, made=signing.at)


def _ink(signature: Signature) -> list[Stroke]:
    thick = nib(signature)
    strokes = []
    for stroke in signature.strokes:
        line = trace(stroke, thick).tolist()
        points = [*line[:-1:_EVERY], line[-1]]
        strokes.append(Stroke(tuple((x, y, 2 * radius) for x, y, radius in points)))
    return strokes
