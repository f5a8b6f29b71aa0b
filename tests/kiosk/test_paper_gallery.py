# SPDX-License-Identifier: GPL-3.0-or-later
"""Every paper that a terminal hands out, on both rolls and in every language, as bytes and as it comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from PySide6.QtGui import QImage

from kiosk.demo.paper_gallery import ROLLS, Variant, draw, variants
from kiosk.demo.paper_specimens import PAPERS
from printers.raster import Raster
from printers.receipt.emulator import CommandReader
from printers.receipt.escpos import encode_job
from printers.receipt.layout import measures
from printers.receipt.slip import Code

SAMPLES = Path(__file__).parents[2] / "docs/samples"
every = pytest.mark.parametrize("variant", list(variants()), ids=lambda variant: variant.file.as_posix())

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def raster(variant: Variant) -> Raster:
    return variant.draw()


@every
def test_a_strict_printer_takes_the_bytes_and_feeds_and_cuts_at_the_end(variant: Variant, raster: Raster) -> None:
    """An unknown byte comes out as letters; without the cut, the next person tears off two papers."""
    faults: list[str] = []
    commands = list(CommandReader(faults).feed(b"".join(encode_job(raster))))
    assert faults == []
    assert commands[0] == b"\x1b\x40"
    assert commands[-1] == b"\x1d\x56\x42\x00"
    bands = [command for command in commands if command[:2] == b"\x1d\x76"]
    assert len(commands) == len(bands) + 3
    assert {int.from_bytes(band[4:6], "little") * 8 for band in bands} == {ROLLS[variant.roll]}
    assert sum(int.from_bytes(band[6:8], "little") for band in bands) == raster.height


@every
def test_nothing_stands_outside_the_margins(variant: Variant, raster: Raster) -> None:
    """The last columns of a head are the first to wear, and paper runs askew."""
    dots, margin = raster.dots(), measures(raster.width, large=variant.large).margin
    assert not dots[:, : margin - 4].any()
    assert not dots[:, raster.width - margin + 4 :].any()
    assert not dots[:4].any()
    assert not dots[-4:].any()


@every
def test_the_code_on_it_is_read_as_what_was_meant(variant: Variant, raster: Raster) -> None:
    """Somebody else's case would open, or none."""
    meant = [part.payload for part in PAPERS[variant.name](variant.language).parts if isinstance(part, Code)]
    paper = np.where(np.pad(raster.dots(), 16), 0, 255).astype(np.uint8)
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == meant


def test_the_pictures_in_the_documents_are_those_of_today(tmp_path: Path) -> None:
    """Whoever reviews how the papers look must not look at old ones: make them with `kiosk gallery --papers`.

    They come out of the emulated printer, to which the real driver sent them.
    """
    printed = {path.relative_to(tmp_path): dots(path) for path in draw(tmp_path)}
    kept = {path.relative_to(SAMPLES) for path in SAMPLES.glob("*mm*/*/*.png")}
    assert kept == set(printed)
    assert [str(path) for path, paper in printed.items() if not np.array_equal(paper, dots(SAMPLES / path))] == []


def dots(picture: Path) -> npt.NDArray[np.uint8]:
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()]
