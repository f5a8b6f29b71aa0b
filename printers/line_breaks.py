# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a line of mixed Chinese and Latin text may end (避头尾), after the rules of UAX #14 and GB/T 15834.

Pure: the width of a text comes in as a function, so it is the same for a font and for a test.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from printers.whole_words import spans

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕〗’”…—～·*,.;:?!)]}%‰℃°")
NEVER_LAST = frozenset("（《〈「『【〔〖‘“([{￥¥$№")
_PAUSES = frozenset("，。、；：？！…,.;:?!")
_LEAST = 0.4
"""Of the width: a line that is emptier looks like the end of a paragraph."""
UNITS = frozenset("元角分年月日号號时時点點秒天周岁歲个個件次人位户戶页頁张張份项項笔筆间間层層楼樓室栋棟路米里斤")
"""What is counted: one of these stays with the number before it, over a blank as well."""

# Each character is told by one letter, and a line may end where these letters say so.
# s blank · j sticks to what is before · d digit · w other letter of a word · p, q the same that never begin or end
# a line · c, o wide ones that never begin or end a line · n 第, which stays with its number · u unit · x any other
_BREAK = re.compile(
    r"(?<=s)(?=[^sj])(?!(?<=ds)u)(?!(?<=ns)d)"
    r"|(?<=[dwp])(?=[oxn])|(?<=[wp])(?=u)"
    r"|(?<=[cxu])(?=[dwqoxun])"
    r"|(?<=n)(?=[wqoxun])"
)


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    if character.isspace():
        return "s"
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return "j"
    narrow = unicodedata.east_asian_width(character) in {"Na", "N", "H"}
    if character in NEVER_FIRST:
        return "p" if narrow else "c"
    if character in NEVER_LAST:
        return "q" if narrow else "o"
    if character.isdigit() and narrow:
        return "d"
    if character == "第":
        return "n"
    if character in UNITS:
        return "u"
    return "w" if narrow else "x"


def units(text: str) -> Iterator[str]:
    """Split a text into the pieces between which a line may end; joined they are the text again."""
    kinds = "".join(map(_kind, text))
    if "j" in kinds:  # accents, variation selectors, joiners: of the kind of what they stick to
        kinds = re.sub(r"([^j])(j+)", lambda found: found[1] * len(found[0]), kinds)
        stuck = {at for at, character in enumerate(text) if _kind(character) == "j"}
    else:
        stuck = set()
    for first, end in spans(text):
        stuck.update(range(first + 1, end))
    start = 0
    for found in _BREAK.finditer(kinds):
        at = found.start()
        if at > start and at not in stuck:
            yield text[start:at]
            start = at
    if start < len(text):
        yield text[start:]


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than `width`, in whatever unit `measure` gives.

    A text must be as wide as its characters together. A newline always breaks. A piece wider than a whole line is
    split between characters; nothing is ever lost but the spaces at a line's end. A single character wider than the
    line stands alone and runs over.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(paragraph) <= width:
            lines.append(paragraph.rstrip())
            continue
        line, filled = "", 0.0
        for unit in units(paragraph):
            if filled + measure(unit.rstrip()) <= width:
                line += unit
                filled += measure(unit)
                continue
            if line:
                lines.append(line.rstrip())
            line = unit
            while measure(line.rstrip()) > width and len(line.rstrip()) > 1:
                head = _longest_head(line, width, measure)
                lines.append(line[:head].rstrip())
                line = line[head:]
            filled = measure(line)
        lines.append(line.rstrip())
        _give_company(lines, width, measure)
    return lines


def break_at_pauses(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break as `break_lines` does, but where a reader pauses whenever that takes no more lines.

    A pause is behind a punctuation mark or before a bracket, and not near a line's start. For short texts of few
    lines, such as those of a receipt, which are read clause by clause.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = paragraph
        while len(plain := break_lines(rest, width, measure)) > 1:
            pause = _pause(rest, len(plain[0]), len(plain), width, measure)
            if pause is None:
                lines.append(plain[0])
                rest = rest[len(plain[0]) :].lstrip()
            else:
                lines.append(rest[:pause].rstrip())
                rest = rest[pause:]
        lines += plain
    return lines


def _pause(text: str, end: int, wanted: int, width: float, measure: Callable[[str], float]) -> int | None:
    """Return the last pause before `end` from which the rest of the text takes one line less than `wanted`."""
    starts, at = [], 0
    for unit in units(text[: end + 1]):
        at += len(unit)
        starts.append(at)
    for at in reversed(starts):
        if at > end or measure(text[:at]) < _LEAST * width:
            continue
        if (text[:at].rstrip()[-1] in _PAUSES or text[at] in NEVER_LAST) and len(
            break_lines(text[at:], width, measure)
        ) < wanted:
            return at
    return None


def _give_company(lines: list[str], width: float, measure: Callable[[str], float]) -> None:
    """Move one piece down when a paragraph would end in a line of a single character (孤字)."""
    if len(lines) < 2 or not lines[-1] or len(list(units(lines[-1]))) > 1:
        return
    above = list(units(lines[-2]))
    if len(above) >= 4 and _is_alone(lines[-1]) and measure(above[-1] + lines[-1]) <= width:
        lines[-2:] = ["".join(above[:-1]).rstrip(), above[-1] + lines[-1]]


def _is_alone(line: str) -> bool:
    return sum(character not in NEVER_FIRST and character not in NEVER_LAST for character in line) == 1


def _longest_head(text: str, width: float, measure: Callable[[str], float]) -> int:
    """Return how many characters fit, at least one, never parting a character from what joins it."""
    count = 1
    while count < len(text) and measure(text[: count + 1]) <= width:
        count += 1
    while count > 1 and count < len(text) and _kind(text[count]) == "j":
        count -= 1
    return count
