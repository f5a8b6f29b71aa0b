# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawn receipt: if these fail, people take home paper that they cannot read, scan or trust."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.raster import Raster
from printers.receipt.layout import draw_receipt, lay_out, measures
from printers.receipt.sheet import Placed
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Part, Receipt, Rows, Title
from printers.receipt.typeface import drawable, typeface
from tests.printers.samples import HARD, NUMBER, OFFLINE, ONLINE, ROWS, made

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = (576, 512, 384)
SAMPLES = {"offline": OFFLINE, "online": ONLINE, "hard": HARD}
_TEXTS = st.text(max_size=40) | st.text("（“一a1，。 \n\t\u0301\u202e\ue000\U00020bb7😀*Ệ", max_size=40)
every = pytest.mark.parametrize(
    ("width", "large"), [(width, large) for width in WIDTHS for large in (True, False)], ids=str
)


def _read_codes(raster: Raster) -> list[str]:
    paper = np.where(np.pad(raster.dots(), 16), 0, 255).astype(np.uint8)
    return [code.text for code in zxingcpp.read_barcodes(paper)]


def placed(*parts: Part, width: int = 576) -> list[Placed]:
    """The lines of text below a title, where they stand."""
    return lay_out(Receipt(((Title("国"), *parts),)), width, large=True).texts[1:]


@every
@pytest.mark.parametrize("payload", [NUMBER, f"https://example.invalid/p?n={NUMBER}", "流水号：4452，粤东"])
def test_the_code_on_the_paper_reads_as_what_was_meant(width: int, large: bool, payload: str) -> None:
    """The citizen scans it to see how the case stands."""
    assert _read_codes(draw_receipt(made(code=payload), width, large=large)) == [payload]


@every
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_drawn_outside_the_margins(width: int, large: bool, name: str) -> None:
    """A printer cuts off what stands beyond its head, and a tight margin reads badly."""
    raster = draw_receipt(SAMPLES[name], width, large=large)
    dots = raster.dots()
    assert raster.width == width
    margin = measures(width, large=large).margin
    assert not dots[:, : margin - 4].any()
    assert not dots[:, width - margin + 4 :].any()
    assert not dots[:4].any()
    assert not dots[-4:].any()


@pytest.mark.parametrize("width", [576, 384])
def test_a_character_of_large_print_is_3_mm_high(width: int) -> None:
    """The old read it without glasses: 24 dots at 203 dpi."""
    dots = draw_receipt(Receipt(((Title("一"), Lines(("国",))),)), width).dots()
    size = measures(width, large=True)
    rows = np.flatnonzero(dots[:, : size.margin + size.body].any(axis=1))
    assert rows[-1] - rows[0] + 1 >= 24


@every
def test_ordinary_print_is_smaller_and_saves_paper(width: int, large: bool) -> None:
    """Somebody who chose 简洁 gets a short paper; large print is what everybody else gets."""
    drawn = draw_receipt(OFFLINE, width, large=large)
    assert (drawn.height < draw_receipt(OFFLINE, width).height) is not large


@pytest.mark.parametrize("mark", ["补打", "演示 · 不作凭证", "Second copy"])
def test_a_mark_is_seen_above_everything_else(mark: str) -> None:
    """A second paper or one from the demo must never pass for the receipt."""
    plain, marked = draw_receipt(OFFLINE, 576), draw_receipt(replace(OFFLINE, marks=(mark,)), 576)
    assert marked.height > plain.height
    assert (marked.dots()[-plain.height + 8 :] == plain.dots()[8:]).all()


def test_every_word_of_a_receipt_changes_the_paper() -> None:
    """A field that nobody draws is a promise that the citizen does not get."""
    money = Amounts((("一", Decimal(1)),), total=("合计", Decimal(1)))
    drawn = [
        draw_receipt(paper, 576).bits
        for paper in (
            made(amounts=money),
            made(amounts=money, title="1"),
            made(amounts=money, state="1"),
            made(amounts=money, number="1"),
            made(amounts=money, code="1"),
            made(amounts=money, caption="1"),
            made(amounts=money, rows=ROWS[:-1]),
            made(amounts=money, rows=(("姓名", "陈**"), *ROWS[1:])),
            made(amounts=money, next_steps=("1",)),
            made(amounts=money, closing="1"),
            made(amounts=replace(money, items=(("二", Decimal(1)),))),
            made(amounts=replace(money, items=(("一", Decimal(2)),))),
            made(amounts=replace(money, total=("共", Decimal(1)))),
            made(amounts=replace(money, total=None)),
            made(),
        )
    ]
    assert len(set(drawn)) == len(drawn)


def test_the_points_of_sums_stand_under_each_other() -> None:
    """Who adds up by eye reads down the column."""
    sums = Amounts(
        (("一", Decimal("0.05")), ("二", Decimal("-60.5")), ("三", Decimal(1234567))),
        total=("合计", Decimal("1234506.55")),
    )
    for width in WIDTHS:
        amounts = [line for line in placed(sums, width=width) if line.text.lstrip("−").startswith("¥")]
        assert [line.text for line in amounts] == ["¥0.05", "−¥60.50", "¥1,234,567.00", "¥1,234,506.55"]
        points = [line.left + line.face.width(line.text[: line.text.index(".")]) for line in amounts]
        assert max(points) - min(points) < 1
        assert max(line.left + line.face.width(line.text) for line in amounts) <= width


def test_a_name_that_does_not_fit_beside_its_sum_has_the_whole_line_above_it() -> None:
    """Broken in a narrow column, 居民医保 is torn, and a long name takes twice as many lines."""
    sums = Amounts((("2027 年居民医保 陈**", Decimal(400)), ("Medical insurance 2027 陈**", Decimal(400))))
    lines = placed(sums, width=384)
    assert [line.text for line in lines] == [
        "2027 年居民医保 陈**",
        "¥400.00",
        "Medical insurance 2027",
        "陈**",
        "¥400.00",
    ]
    heights = [line.baseline for line in lines]
    assert heights[0] < heights[1] < heights[2] < heights[3] == heights[4]


def test_a_sum_is_whole_fen() -> None:
    """A third of a fen was calculated wrongly somewhere, and paper would hide it."""
    with pytest.raises(ValueError, match="fen"):
        Amounts((("一", Decimal("0.333")),))


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        ("A023", ["A023"]),
        ("44520137271828000427", ["4452\u20020137\u20022718", "2800\u20020427"]),
        ("4452-0137 2718X", ["4452\u20020137\u20022718X"]),
        ("1", ["1"]),
    ],
)
def test_a_number_is_read_in_groups_of_four_and_never_torn(number: str, lines: list[str]) -> None:
    """It is read over the telephone, or from the other end of the hall."""
    assert [line.text for line in placed(Number("号", number))][1:] == lines


@pytest.mark.parametrize(
    ("key", "value", "lines"),
    [
        ("办理人", "陈**", ["办理人", "陈**"]),
        ("身份证号", "4452**********0021", ["身份证号", "4452**********0021"]),
        ("地点", "演示街道样例村委会东侧机耕路口（近水闸）", ["地点", "演示街道样例村委会东侧机", "耕路口（近水闸）"]),
    ],
)
def test_a_value_is_not_torn_where_it_need_not_be(key: str, value: str, lines: list[str]) -> None:
    """On narrow paper it stands whole below its key."""
    assert [line.text for line in placed(Rows(((key, value),)), width=384)] == lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("反映问题（12345 热线）", ["反映问题", "（12345 热线）"]),
        ("养老保险，待遇领取资格认证", ["养老保险，", "待遇领取资格认证"]),
        ("城乡居民基本养老保险", ["城乡居民", "基本养老保险"]),
    ],
)
def test_a_title_breaks_where_a_reader_pauses(title: str, lines: list[str]) -> None:
    """Half a word on each line is read as two words."""
    texts = [line.text for line in lay_out(Receipt(((Title(title),),)), 384, large=True).texts]
    assert texts == lines


def test_characters_that_no_font_has_are_boxed_and_told_apart() -> None:
    """A rare name must not become `?`, a blank or another rare name."""

    def name(text: str) -> bytes:
        return draw_receipt(made(rows=(("姓名", text),)), 576).bits

    drawn = {
        text: name(text)
        for text in ("\U00020bb7", "\U00020bb8", "\ue81a", "\ue81b", "\U000f0000", "😀", "\ud842", "?", "", "□", "䶮")
    }
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize("character", "䶮㐂㙓堃犇淼㛃䥇𬭎𬱖𫖯𫍯喆éễ㼆𡐓")
def test_characters_of_names_are_in_the_shipped_typeface(character: str) -> None:
    """Who is called so has met enough machines that do not know it."""
    assert typeface(32).has(character)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("e\u0301", "é"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("葛\U000e0100", "葛"),
        ("陈\u200d\u200b桂\ufe00英", "陈桂英"),
        ("一\u202e二", "一二"),
        ("一\t\x1b二", "一  二"),
        ("陈\ufa19", "陈\ufa19"),
        ("陈\ue81a", "陈\ue81a"),
    ],
)
def test_what_cannot_be_seen_leaves_no_mark(text: str, drawn: str) -> None:
    """An accent is part of its letter; a sign of direction would turn the line around."""
    assert drawable(text) == drawn


@given(_TEXTS, _TEXTS, st.sampled_from(WIDTHS), st.booleans())
@settings(max_examples=60)
def test_any_text_is_drawn(one: str, other: str, width: int, large: bool) -> None:
    """A name, a place or what somebody typed must never keep a receipt from coming out."""
    money = Amounts(((one, Decimal(-1)),), total=(other, Decimal(10**9)))
    parts = (Rows(((one, other), (other, one))), money, Lines((one, other)))
    drawn = draw_receipt(Receipt(((Title(f"一{one}"), *parts),), marks=(other,)), width, large=large)
    assert drawn.width == width


def test_a_private_character_is_boxed_whatever_a_font_has_in_its_place() -> None:
    """Another firm's character there would give the citizen another name."""
    assert not typeface(32).has("\ue000")
    assert not typeface(32).has("\uf8ff")
    assert not typeface(32).has("\U00100000")


def test_drawing_in_worker_threads_gives_the_same_paper() -> None:
    """The engine draws beside its event loop; a race there would print one citizen's text among another's."""
    expected = {name: draw_receipt(receipt, 576).bits for name, receipt in SAMPLES.items()}
    for _ in range(3):  # threads that end take Qt's font engines with them
        with ThreadPoolExecutor(4) as pool:
            drawn = list(pool.map(lambda name: (name, draw_receipt(SAMPLES[name], 576).bits), list(SAMPLES) * 8))
        assert all(expected[name] == bits for name, bits in drawn)


@pytest.mark.parametrize(
    ("missing", "make"),
    [
        ("title", lambda: made(title=" ")),
        ("title", lambda: Receipt(((Banner("已送达"),),))),
        ("banner", lambda: made(state=" ")),
        ("number", lambda: made(number=" ")),
        ("code", lambda: Code(" ")),
    ],
)
def test_a_receipt_without_its_essence_is_refused(missing: str, make: Callable[[], object]) -> None:
    """A paper without a number cannot be asked about."""
    with pytest.raises(ValueError, match=missing):
        make()


def test_a_code_that_is_wider_than_the_paper_is_refused() -> None:
    """A printer would cut it off, and no phone would read it."""
    with pytest.raises(ValueError, match="wider"):
        draw_receipt(made(code="一" * 200), 384)


def test_without_an_application_it_raises_instead_of_aborting() -> None:
    """QPainter aborts the whole engine when text is drawn in a process without a QGuiApplication."""
    program = (
        "from tests.printers.samples import OFFLINE as o; from printers.receipt.layout import *; draw_receipt(o, 576)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "no QGuiApplication" in ended.stderr
