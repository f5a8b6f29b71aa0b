# SPDX-License-Identifier: GPL-3.0-or-later
import sys

import pytest

from kiosk.bench import printers

pytestmark = pytest.mark.usefixtures("qapp")

LEAKS = ("Python's memory that stays", "the process's memory that stays")


def test_nothing_stays_behind_after_many_receipts() -> None:
    """A terminal that leaks with each receipt stops serving after some weeks, in a village, at night."""
    figures = {figure.name: figure for figure in printers.going_on(400)}
    assert [figures[name] for name in LEAKS if not figures[name].holds] == []


def test_a_receipt_is_on_its_way_soon_after_its_case_is_safe() -> None:
    """Who sees nothing happen presses again, or leaves without the paper."""
    figures = printers.commit_to_wire(3)
    assert len(figures) == 3
    assert all(0 < figure.value < 15_000 for figure in figures), "a busy machine keeps no promise of 100 ms"


def test_the_peers_print_the_same_receipt() -> None:
    """A comparison with less work than ours would look like one that was lost, one with more like one that was won."""
    figures = {figure.name: figure for figure in printers.layout_to_bytes(2)}
    assert figures["the receipt's height"].value >= 1200
    assert figures["layout to bytes / Pillow and python-escpos"].limit == printers.RATIO_LIMIT


def test_a_peer_that_is_not_there_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison with nobody would look like one that was won."""
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    (figure,) = printers.layout_to_bytes(1)
    assert "not installed" in figure.name
    assert not figure.holds


@pytest.mark.long
def test_nothing_stays_behind_after_ten_thousand_receipts() -> None:
    """The documents promise it; how fast it goes is measured on a quiet machine, by the bench alone."""
    figures = {figure.name: figure for figure in printers.run()}
    assert [figures[name] for name in LEAKS if not figures[name].holds] == []
    assert sum(figure.limit is not None for figure in figures.values()) > len(LEAKS), "the rest was measured too"
