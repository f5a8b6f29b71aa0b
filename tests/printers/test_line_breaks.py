# SPDX-License-Identifier: GPL-3.0-or-later
"""Line breaking: if these fail, receipts lose characters or begin lines with a comma."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.line_breaks import NEVER_FIRST, NEVER_LAST, break_at_pauses, break_lines, units


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
        ("答复会发到您留的手机号码。", 22, ["答复会发到您留的", "手机号码。"]),
        ("答复会发到您留的电子邮箱。", 22, ["答复会发到您留的电子", "邮箱。"]),
        ("在 5 个工作日内答复", 7, ["在 5 个", "工作日", "内答复"]),
        ("至2027年11月30日止", 8, ["至2027年", "11月30日", "止"]),
        ("请到第 3 号窗口", 8, ["请到", "第 3 号", "窗口"]),
        ("演示街道样例村党群服务中心", 24, ["演示街道样例村", "党群服务中心"]),
        ("單位會在 5 個工作日內聯絡您。", 24, ["單位會在 5 個工作日內", "聯絡您。"]),
        ("下次请在 2027 年 11 月 30 日前再来", 22, ["下次请在 2027 年", "11 月 30 日前再来"]),
        ("in touch within 5 working days", 17, ["in touch within", "5 working days"]),
        ("党群服务中心", 6, ["党群服", "务中心"]),
        ("共 ¥1,234.50 元", 10, ["共", "¥1,234.50", "元"]),
        ("陈e\u0301a\u0301葛\U000e0100一", 8, ["陈e\u0301a\u0301", "葛\U000e0100一"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
    ],
)
def test_chinese_and_latin_break_where_a_reader_expects_it(text: str, columns: int, lines: list[str]) -> None:
    """Punctuation stays with its word, numbers stay whole, no character stands alone on the last line."""
    assert break_lines(text, columns, width) == lines


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("网络一通就送出，凭流水号可以查。", 24, ["网络一通就送出，", "凭流水号可以查。"]),
        ("还差户口簿（本人页），请补上。", 24, ["还差户口簿（本人页），", "请补上。"]),
        ("反映问题（12345 热线）", 20, ["反映问题", "（12345 热线）"]),
        ("好，今天送到或者明天送到。", 24, ["好，今天送到或者明天", "送到。"]),
        ("送到以前，凭流水号可以查到全部的事情，很快。", 24, ["送到以前，凭流水号可以查", "到全部的事情，很快。"]),
        ("一\n二", 10, ["一", "二"]),
    ],
)
def test_short_texts_break_where_a_reader_pauses(text: str, columns: int, lines: list[str]) -> None:
    """Who reads slowly reads clause by clause; but not at the price of another line, or of a nearly empty one."""
    assert break_at_pauses(text, columns, width) == lines


_TEXT = st.text(
    alphabet=st.sampled_from("陈村路镇的了，。、：“”（）《》*-12345abc ￥…·\U00020bb7\ue81a\u0301"), max_size=60
)


@given(_TEXT, st.integers(2, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, columns: int) -> None:
    """Every character of a name or a place reaches the paper."""
    for lines in (break_lines(text, columns, width), break_at_pauses(text, columns, width)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        for line in lines:
            assert width(line) <= columns or len(line) <= 1 or all(map(_joins, line[1:]))


@given(_TEXT.map(lambda text: text.replace(" ", "")), st.integers(2, 30))
def test_no_line_begins_or_ends_where_it_must_not(text: str, columns: int) -> None:
    """A line that begins with a comma looks like a fault of the machine."""
    if any(width(unit) > columns for unit in units(text)):
        return
    plain, pausing = break_lines(text, columns, width), break_at_pauses(text, columns, width)
    assert len(pausing) == len(plain)
    for above, below in (*pairwise(plain), *pairwise(pausing)):
        assert below[0] not in NEVER_FIRST
        assert above[-1] not in NEVER_LAST


def _joins(character: str) -> bool:
    return unicodedata.combining(character) != 0
