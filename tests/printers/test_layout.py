# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawn receipt: if these fail, people take home paper that they cannot read, scan or trust."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from printers.raster import Raster
from printers.receipt.layout import BODY, ON_58_MM, ON_80_MM, draw_receipt
from printers.receipt.slip import Receipt
from printers.receipt.typeface import typeface
from tests.printers.samples import HARD, OFFLINE, ONLINE

pytestmark = pytest.mark.usefixtures("qapp")

WIDTHS = (576, 512, 384)
SAMPLES = {"offline": OFFLINE, "online": ONLINE, "hard": HARD}


def _read_codes(raster: Raster) -> list[str]:
    paper = np.where(np.pad(raster.dots(), 16), 0, 255).astype(np.uint8)
    return [code.text for code in zxingcpp.read_barcodes(paper)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    "payload", ["44520137271828000427", "https://example.invalid/p?n=44520137271828000427", "流水号：4452，粤东"]
)
def test_the_code_on_the_paper_reads_as_what_was_meant(width: int, name: str, payload: str) -> None:
    """The citizen scans it to see how the case stands."""
    assert _read_codes(draw_receipt(replace(SAMPLES[name], qr=payload), width)) == [payload]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_drawn_outside_the_margins(width: int, name: str) -> None:
    """A printer cuts off what stands beyond its head, and a tight margin reads badly."""
    raster = draw_receipt(SAMPLES[name], width)
    dots = raster.dots()
    assert raster.width == width
    margin = (ON_80_MM if width >= 512 else ON_58_MM).margin
    assert not dots[:, : margin - 4].any()
    assert not dots[:, width - margin + 4 :].any()
    assert not dots[:4].any()
    assert not dots[-4:].any()


def test_a_body_character_is_3_mm_high() -> None:
    """The old read it without glasses: 24 dots at 203 dpi."""
    face = typeface(BODY)
    bare = Receipt(heading="国", state="国", number="1", qr="1", ask="国", closing="")
    tall = draw_receipt(bare, 576).dots()
    rows = np.flatnonzero(tall[:, : ON_80_MM.margin + face.size].any(axis=1))
    last = np.split(rows, np.flatnonzero(np.diff(rows) > 4) + 1)[-1]
    assert last[-1] - last[0] + 1 >= 24


@pytest.mark.parametrize(
    "receipt", [replace(OFFLINE, reprint=True), replace(OFFLINE, demo=True)], ids=["reprint", "demo"]
)
def test_a_mark_is_seen_above_everything_else(receipt: Receipt) -> None:
    """A second paper or one from the demo must never pass for the receipt."""
    plain, marked = draw_receipt(OFFLINE, 576), draw_receipt(receipt, 576)
    assert marked.height > plain.height
    assert (marked.dots()[-plain.height + 8 :] == plain.dots()[8:]).all()


def test_every_word_of_a_receipt_changes_the_paper() -> None:
    """A field that nobody draws is a promise that the citizen does not get."""
    full = replace(HARD, time="2026-03-14 09:26")
    drawn = draw_receipt(full, 576).bits
    for changed in (
        replace(full, heading="1"),
        replace(full, state="1"),
        replace(full, number="1"),
        replace(full, qr="1"),
        replace(full, ask="1"),
        replace(full, time="1"),
        replace(full, terminal="1"),
        replace(full, place="1"),
        replace(full, closing="1"),
        replace(full, qr_caption="1"),
        replace(full, rows=full.rows[:-1]),
        replace(full, rows=(("姓名", "陈**"), *full.rows[1:])),
    ):
        assert draw_receipt(changed, 576).bits != drawn


def test_characters_that_no_font_has_are_boxed_and_told_apart() -> None:
    """A rare name must not become `?`, a blank or another rare name."""

    def name(text: str) -> bytes:
        return draw_receipt(replace(OFFLINE, rows=(("姓名", text),)), 576).bits

    drawn = {text: name(text) for text in ("\U00020bb7", "\U00020bb8", "\ue81a", "\ue81b", "?", "", "□", "䶮")}
    assert len(set(drawn.values())) == len(drawn)
    face = typeface(BODY)
    assert face.has("䶮")
    assert not face.has("\U00020bb7")


def test_drawing_in_worker_threads_gives_the_same_paper() -> None:
    """The engine draws beside its event loop; a race there would print one citizen's text among another's."""
    expected = {name: draw_receipt(receipt, 576).bits for name, receipt in SAMPLES.items()}
    for _ in range(3):  # threads that end take Qt's font engines with them
        with ThreadPoolExecutor(4) as pool:
            drawn = list(pool.map(lambda name: (name, draw_receipt(SAMPLES[name], 576).bits), list(SAMPLES) * 8))
        assert all(expected[name] == bits for name, bits in drawn)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("heading", lambda: replace(OFFLINE, heading=" ")),
        ("state", lambda: replace(OFFLINE, state=" ")),
        ("number", lambda: replace(OFFLINE, number=" ")),
        ("qr", lambda: replace(OFFLINE, qr=" ")),
    ],
)
def test_a_receipt_without_its_essence_is_refused(field: str, make: Callable[[], Receipt]) -> None:
    """A paper without a number cannot be asked about."""
    with pytest.raises(ValueError, match=field):
        make()


def test_the_number_is_read_in_groups_of_four() -> None:
    """It is read over the telephone."""
    assert OFFLINE.number_groups == ("4452", "0137", "2718", "2800", "0427")
    assert replace(OFFLINE, number="4452-0137 2718X").number_groups == ("4452", "0137", "2718", "X")


def test_without_an_application_it_raises_instead_of_aborting() -> None:
    """QPainter aborts the whole engine when text is drawn in a process without a QGuiApplication."""
    program = (
        "from tests.printers.samples import OFFLINE as o; from printers.receipt.layout import *; draw_receipt(o, 576)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "no QGuiApplication" in ended.stderr
