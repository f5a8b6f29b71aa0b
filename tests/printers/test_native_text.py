# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts in the printer's own characters, judged by the strict emulator.

If these fail, a printer on a slow line prints letters for commands, `?` for names, or a code that nobody can read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage

from printers.contract import ConfigurationError, Printed
from printers.receipt.composing import compose
from printers.receipt.driver import EscposPrinter, open_receipt_printer
from printers.receipt.emulator import MAKES, Dots, Emulator, Make
from printers.receipt.escpos import encode_job
from printers.receipt.layout import draw_receipt
from printers.receipt.native_text import is_common, typeset
from printers.receipt.profiles import PROFILES
from printers.receipt.slip import Receipt
from tests.faults.receipt_printer_bench import QUICK
from tests.printers.samples import HARD, NUMBER, OFFLINE, ONLINE, made

pytestmark = pytest.mark.usefixtures("qapp")

MODELS = ("china-80", "china-58")


def on_paper(receipt: Receipt, model: str, *, make: Make | None = None, look: Callable[[Dots], None]) -> list[str]:
    """Print a receipt as text and look at the paper; return the printer's complaints."""
    profile = PROFILES[model]

    async def scenario(emulator: Emulator) -> None:
        printer = EscposPrinter(emulator.url, width=profile.width, profile=profile, in_text=True, timing=QUICK)
        await printer.start()
        try:
            outcome = await printer.print(await asyncio.to_thread(compose, receipt, printer), job="a job")
            assert outcome.printed is Printed.PRINTED
            emulator.tear()
            (paper,) = emulator.papers
            look(paper)
        finally:
            await printer.close()

    with Emulator(width=profile.width, make=make or MAKES[model]) as emulator:
        asyncio.run(scenario(emulator))
        return emulator.faults


def codes(paper: Dots) -> list[str]:
    picture = np.where(np.pad(paper, 32), 0, 255).astype(np.uint8)
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("receipt", [OFFLINE, ONLINE, HARD], ids=["offline", "online", "hard"])
def test_every_sample_comes_out_and_its_code_can_be_read(receipt: Receipt, model: str) -> None:
    """The interpreter knows every byte, nothing runs past the head, and phones read the code."""

    def look(paper: Dots) -> None:
        assert codes(paper) == [NUMBER]
        assert paper.any(axis=1).sum() > 400

    assert on_paper(receipt, model, look=look) == []


def test_a_chinese_code_is_read_as_it_was_meant() -> None:
    """Some addresses behind codes are Chinese."""
    receipt = made(code="https://example.invalid/粤/查询?号=1")
    assert (
        on_paper(receipt, "china-80", look=lambda paper: _equal(codes(paper), ["https://example.invalid/粤/查询?号=1"]))
        == []
    )


def _equal(found: list[str], expected: list[str]) -> None:
    assert found == expected


def test_it_is_a_fiftieth_of_the_picture() -> None:
    """At 9600 baud that is a second for a minute and a half."""
    profile = PROFILES["china-80"]
    text = typeset(OFFLINE, 576, band_bytes=profile.band_bytes)
    as_text = sum(map(len, encode_job(text, profile)))
    as_picture = sum(map(len, encode_job(draw_receipt(OFFLINE, 576), profile)))
    assert as_text < as_picture / 50


@pytest.mark.parametrize("character", ["㐀", "𠮷", "\ue81a", "¥", "é", "①", "䶮", "€"])
def test_what_not_every_printer_has_is_a_picture(character: str) -> None:
    """A rare name as `?` is another name."""
    receipt = made(rows=(("姓名", f"陈{character}"),))
    strip = typeset(receipt, 576, band_bytes=4096)
    pictures = [part for part in strip.parts if b"\x1d\x76\x30" in part]
    assert bool(pictures) == (not is_common(character))
    if pictures:
        encoded = character.encode("gb18030")
        assert not any(encoded in part for part in strip.parts if part not in pictures)


@pytest.mark.parametrize(
    ("text", "common"),
    [("，。《》：“”（）", True), ("￥12 ①", True), ("广东省政务服务", True), ("廣東省政務服務", True), ("No 12", True),
     ("㐀", False), ("𠮷", False), ("\ue000", False), ("\ue4c6", False), ("¥", False), ("\x1b", False), ("\n", False)],
)  # fmt: skip
def test_which_characters_every_printer_has(text: str, common: bool) -> None:
    """Chinese punctuation is text like any other; a control character would be a command."""
    assert all(is_common(character) is common for character in text)


def test_a_command_in_a_persons_words_stays_words() -> None:
    """What people type goes on paper: a control character among it must not open the drawer or cut the paper."""
    receipt = made(rows=(("事项", "a\x1bp\x00b\x1dV\x00c"),))
    assert on_paper(receipt, "china-80", look=lambda paper: None) == []


def test_a_model_without_chinese_is_not_given_any() -> None:
    """It would print two letters for each character."""
    with pytest.raises(ConfigurationError, match="generic-80"):
        open_receipt_printer(port="/dev/ttyUSB1", model="generic-80", text="gb18030")
    receipt = on_paper(OFFLINE, "china-80", make=Make(forgets=False, numbers=False, chinese=False), look=lambda _: None)
    assert "Chinese on a printer that has none" in receipt


def picture(paper: Dots, path: str) -> None:
    """Save a paper, to be looked at."""
    grey = np.where(np.pad(paper, 24), 0, 255).astype(np.uint8)
    image = QImage(grey.tobytes(), grey.shape[1], grey.shape[0], grey.shape[1], QImage.Format.Format_Grayscale8)
    assert image.save(path)
