# SPDX-License-Identifier: GPL-3.0-or-later
"""Line breaking: if these fail, receipts lose characters or begin lines with a comma."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.line_breaks import NEVER_FIRST, NEVER_LAST, break_lines, units


def width(text: str) -> int:
    """Count a Chinese character as two, as on a terminal screen."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("网络一通就送出，最晚明天送到", 14, ["网络一通就送", "出，最晚明天", "送到"]),
        ("陇上村东（近水闸）", 10, ["陇上村东", "（近水闸）"]),
        ("12345 平台已收到", 8, ["12345 平", "台已收到"]),
        ("拨打 0663-12345 咨询", 12, ["拨打", "0663-12345", "咨询"]),
        ("4452022603140012345X", 11, ["44520226031", "40012345X"]),
        ("办理人陈**", 8, ["办理人", "陈**"]),
        ("答复会发到您留的手机号码。", 22, ["答复会发到您留的手机", "号码。"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
    ],
)
def test_chinese_and_latin_break_where_a_reader_expects_it(text: str, columns: int, lines: list[str]) -> None:
    """Punctuation stays with its word, numbers stay whole, no character stands alone on the last line."""
    assert break_lines(text, columns, width) == lines


_TEXT = st.text(
    alphabet=st.sampled_from("陈村路镇的了，。、：“”（）《》*-12345abc ￥…·\U00020bb7\ue81a\u0301"), max_size=60
)


@given(_TEXT, st.integers(2, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, columns: int) -> None:
    """Every character of a name or a place reaches the paper."""
    lines = break_lines(text, columns, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width(line) <= columns or len(line) <= 1 or all(map(_joins, line[1:]))


@given(_TEXT.map(lambda text: text.replace(" ", "")), st.integers(2, 30))
def test_no_line_begins_or_ends_where_it_must_not(text: str, columns: int) -> None:
    """A line that begins with a comma looks like a fault of the machine."""
    if any(width(unit) > columns for unit in units(text)):
        return
    for above, below in pairwise(break_lines(text, columns, width)):
        assert below[0] not in NEVER_FIRST
        assert above[-1] not in NEVER_LAST


def _joins(character: str) -> bool:
    return unicodedata.combining(character) != 0
