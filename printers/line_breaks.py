# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a line of mixed Chinese and Latin text may end (避头尾), after the rules of UAX #14 and GB/T 15834.

Pure: the width of a text comes in as a function, so it is the same for a font and for a test.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕〗’”…—～·*,.;:?!)]}%‰℃°")
NEVER_LAST = frozenset("（《〈「『【〔〖‘“([{￥$№")


def _joins(character: str) -> bool:
    """Tell whether a character sticks to the one before whatever it is: accents, variation selectors, joiners."""
    return unicodedata.combining(character) != 0 or unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _is_word(character: str) -> bool:
    """Tell whether a character is written in words, which stay whole: Latin letters, digits, the mask `*`."""
    return not character.isspace() and unicodedata.east_asian_width(character) in {"Na", "N", "H"}


def units(text: str) -> Iterator[str]:
    """Split a text into the pieces between which a line may end; joined they are the text again."""
    unit = ""
    for character in text:
        if unit and not _together(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _together(before: str, character: str) -> bool:
    if _joins(character) or character.isspace():
        return True  # a space ends the unit before it, and may hang over the edge
    if before.isspace():
        return False
    if character in NEVER_FIRST or before in NEVER_LAST:
        return True
    return _is_word(before) and _is_word(character)


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than `width`, in whatever unit `measure` gives.

    A newline always breaks. A piece wider than a whole line is split between characters; nothing is ever lost but
    the spaces at a line's end. A single character wider than the line stands alone and runs over.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in units(paragraph):
            if measure((line + unit).rstrip()) <= width:
                line += unit
                continue
            if line:
                lines.append(line.rstrip())
            line = unit
            while measure(line.rstrip()) > width and len(line.rstrip()) > 1:
                head = _longest_head(line, width, measure)
                lines.append(line[:head].rstrip())
                line = line[head:]
        lines.append(line.rstrip())
        _give_company(lines, width, measure)
    return lines


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
    while count > 1 and _joins(text[count]):
        count -= 1
    return count
