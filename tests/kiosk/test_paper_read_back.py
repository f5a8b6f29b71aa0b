# SPDX-License-Identifier: GPL-3.0-or-later
"""Every paper read from its dots by others than our code: if these fail, people cannot read what they get."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from assets import asset
from kiosk.demo.paper_gallery import Variant, variants
from kiosk.demo.paper_specimens import PAPERS, RARE
from printers.receipt.layout import measures
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Receipt, Rows, Title
from tests.reading import misread

pytestmark = pytest.mark.usefixtures("qapp")

MASK = "**"
READABLE = [variant for variant in variants() if variant.name != "rare-names"]
AT_ONCE = {"delivered", "payment"}
"""The kinds of paper that hold every kind of part; the others take a minute."""


def texts(paper: Receipt) -> Iterator[str]:
    """Yield every key, value and sentence; amounts without their sign, which readers take for letters."""
    yield from paper.marks
    for part in paper.parts:
        match part:
            case Title(text) | Banner(text):
                yield text
            case Number(label):
                yield label
                yield from part.groups
            case Code(_, caption):
                yield caption
            case Rows(pairs):
                yield from (text for pair in pairs for text in pair)
            case Amounts(items, total):
                for name, amount in (*items, *((total,) if total else ())):
                    yield name
                    yield f"{abs(amount):,.2f}"
            case Lines(sentences):
                yield from sentences


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(variant, marks=[] if variant.name in AT_ONCE else pytest.mark.long, id=variant.file.as_posix())
        for variant in READABLE
    ],
)
def test_every_key_and_value_is_read_from_the_paper(variant: Variant) -> None:
    """What is drawn over, cut off, torn or too small is no receipt."""
    paper = PAPERS[variant.name](variant.language)
    missed = misread(variant.draw().dots(), (text for text in texts(paper) if MASK not in text), variant.language)
    assert sum(missed.values()) <= 0.02 * sum(map(len, missed)), missed
    assert [text for text, count in missed.items() if count > max(1, len(text) / 4)] == []


@pytest.mark.parametrize("variant", READABLE, ids=lambda variant: variant.file.as_posix())
def test_masked_values_stand_there_as_they_must(variant: Variant) -> None:
    """A reader takes stars for letters, so they are compared as pictures, drawn by another program."""
    values = [
        value
        for part in PAPERS[variant.name](variant.language).parts
        if isinstance(part, Rows)
        for _, value in part.pairs
        if MASK in value
    ]
    paper = variant.draw().dots()
    size = measures(paper.shape[1], large=variant.large).body
    for value in values:
        right = likeness(paper, value, size)
        assert right > 0.8
        for wrong in (value.replace("*", "", 1), value.replace("*", "**", 1), value.replace("*", "1", 1)):
            assert likeness(paper, wrong, size) < right - 0.05


@pytest.mark.parametrize("roll", ["80mm", "58mm"])
@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_of_a_name_is_drawn_as_it_is_written(roll: str, character: str) -> None:
    """A box where the font has the character, or another character, is not somebody's name."""
    variant = Variant("rare-names", roll, "hans", large=True)
    paper = variant.draw().dots()
    assert likeness(paper, character, measures(paper.shape[1], large=True).body, framed=False) > 0.75


def likeness(paper: npt.NDArray[np.bool_], text: str, size: int, *, framed: bool = True) -> float:
    """Return how like the likest place on a paper is to a text as Pillow draws it, 1 for the same."""
    font = ImageFont.truetype(str(asset("fonts", "NotoSansSC_700Bold.ttf")), size)
    widths = [round(font.getlength(character)) for character in text]  # whole dots, as a printer has no others
    picture = Image.new("L", (sum(widths) + (size // 2 if framed else 0), size), 255)
    for number, character in enumerate(text):
        ImageDraw.Draw(picture).text((sum(widths[:number]), 0.88 * size), character, font=font, fill=0, anchor="ls")
    grey = np.where(np.pad(paper, size), 0, 255).astype(np.uint8)
    return float(cv2.matchTemplate(grey, np.asarray(picture), cv2.TM_CCOEFF_NORMED).max())
