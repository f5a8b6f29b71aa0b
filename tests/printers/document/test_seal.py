# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawn seal. Lost: a seal whose office nobody can read, or that runs over its ring."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from printers.document.pages import Picture, page_pictures
from printers.document.seal import SIDE, Seal, seal_path


def drawn(seal: Seal) -> Picture:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(SIDE, SIDE))
    canvas.addLiteral(seal_path(seal))
    canvas.showPage()
    canvas.save()
    return page_pictures(file.getvalue(), 200)[0]


@pytest.mark.parametrize(
    "office", ["演示局", "演示省社会保险基金管理局", "演示市某某区某某街道办事处综合行政执法办公室"]
)
def test_it_is_red_round_and_full(office: str) -> None:
    picture = drawn(Seal(office, "业务专用章（演示）"))
    red = (picture[:, :, 0].astype(int) - picture[:, :, 2]) > 100
    side = len(red)
    down, across = np.nonzero(red)
    away = np.hypot(down - side / 2, across - side / 2)
    assert away.max() <= side / 2 + 1
    assert (picture[~red].min(axis=-1) > 60).all(), "nothing but red and white"
    between = (away > side * 0.455) & (away < side * 0.468)
    assert not between.any(), "the characters keep off the ring"
    half = side // 32
    assert red[side // 2 - half : side // 2 + half, side // 2 - half : side // 2 + half].all(), "the star"


def test_another_office_has_another_seal() -> None:
    assert (drawn(Seal("演示局", "专用章")) != drawn(Seal("演示处", "专用章"))).any()
