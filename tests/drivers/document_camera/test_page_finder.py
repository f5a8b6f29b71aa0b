# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered desks, in which it is known to a fraction of a pixel where the sheet lies."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from drivers.camera.contract import Pixels
from drivers.document_camera.contract import Paper
from drivers.document_camera.emulator import DARK_MAT, GREY_DESK, WHITE_TABLE, Desk, invented_card, invented_sheet
from drivers.document_camera.flatten import straightened
from drivers.document_camera.page_finder import find_pages
from drivers.document_camera.quad import in_order
from tests.drivers.document_camera.desk_places import place

SHEET, CARD = invented_sheet(), invented_card()
MIDDLE, SIZE = (800, 600), (650, 919)
WHITE = Desk(colour=WHITE_TABLE, grain=2)

GOOD = {
    "straight": (Desk(), place(MIDDLE, SIZE)),
    "askew": (Desk(), place(MIDDLE, SIZE, 3)),
    "well askew": (Desk(), place(MIDDLE, (600, 848), 20)),
    "across": (Desk(), place(MIDDLE, (700, 990), 88)),
    "seen at a slant": (Desk(), place(MIDDLE, SIZE, -7, keystone=0.2)),
    "lamp from the left": (Desk(shade=0.6), place(MIDDLE, SIZE, 5)),
    "in the shadow of a head": (Desk(shadow=0.5), place(MIDDLE, SIZE, 5)),
    "on a dark mat": (Desk(colour=DARK_MAT), place(MIDDLE, SIZE, -12)),
    "on a grey desk": (Desk(colour=GREY_DESK), place(MIDDLE, SIZE, -12)),
    "white on white": (WHITE, place(MIDDLE, SIZE, 8)),
    "white on white in falling light": (replace(WHITE, shade=0.4), place(MIDDLE, SIZE, 8)),
    "white on white with little shadow": (replace(WHITE, drop=15), place(MIDDLE, SIZE, 8)),
    "a noisy camera": (Desk(noise=12), place(MIDDLE, SIZE, 5)),
    "little light": (Desk(light=0.3, noise=4), place(MIDDLE, SIZE, 5)),
    "a thumb on its edge": (Desk(thumbs=((470, 620),)), place(MIDDLE, SIZE, 2)),
    "both thumbs": (Desk(thumbs=((470, 620), (1130, 700))), place(MIDDLE, SIZE, 2)),
    "a thumb on its corner": (Desk(thumbs=((480, 160),)), place(MIDDLE, SIZE, 2)),
    "a mirrored lamp": (Desk(lamp=(900, 500)), place(MIDDLE, SIZE, 4)),
}


def error(found: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return how far the worst corner is off, in pixels."""
    return float(np.hypot(*(found - in_order(truth)).T).max())


def skew(found: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return how many degrees the worst true side is askew in the straightened sheet."""
    size = np.array([(0, 0), (1000, 0), (1000, 1414), (0, 1414)], np.float32)
    transform = cv2.getPerspectiveTransform(found.astype(np.float32), size)
    corners = cv2.perspectiveTransform(in_order(truth).astype(np.float32)[None], transform)[0]
    worst = 0.0
    for at, upright in enumerate((False, True, False, True)):
        across, down = (float(step) for step in corners[(at + 1) % 4] - corners[at])
        worst = max(
            worst, abs(math.degrees(math.atan2(across if upright else down, down if upright else across))) % 180
        )
    return min(worst, 180 - worst)


@pytest.mark.parametrize("case", GOOD)
def test_a_sheet_is_found(case: str) -> None:
    """The sheet would be cut, or stand askew in the file of the case."""
    desk, truth = GOOD[case]
    pages = find_pages(desk.render((SHEET, truth)), Paper.A4.ratio)
    assert len(pages) == 1
    assert error(pages[0].corners, truth) < 0.5
    assert skew(pages[0].corners, truth) < 0.1
    assert not pages[0].cut


@pytest.mark.parametrize("desk", [Desk(), WHITE, Desk(colour=DARK_MAT)])
@pytest.mark.parametrize("degrees", [0, 10, 90])
def test_a_card_is_found(desk: Desk, degrees: float) -> None:
    """A card would have to be photographed like a sheet, with the desk around it."""
    truth = place(MIDDLE, (500, 315), degrees)
    pages = find_pages(desk.render((CARD, truth)), Paper.ID_CARD.ratio)
    assert len(pages) == 1
    assert error(pages[0].corners, truth) < 1.0


@pytest.mark.parametrize(
    "desk", [Desk(), WHITE, Desk(colour=DARK_MAT), Desk(shade=0.6, shadow=0.5), Desk(thumbs=((470, 620), (1130, 700)))]
)
def test_an_empty_desk(desk: Desk) -> None:
    """The desk itself would be taken for the sheet, and sent."""
    assert find_pages(desk.render(), Paper.A4.ratio) == []


@pytest.mark.parametrize("desk", [Desk(), WHITE])
def test_two_sheets(desk: Desk) -> None:
    """One of two sheets would be taken, and perhaps another citizen's."""
    truths = place((420, 600), (500, 707), 3), place((1150, 600), (500, 707), -6)
    pages = find_pages(desk.render((SHEET, truths[0]), (invented_sheet(seed=8), truths[1])), Paper.A4.ratio)
    assert len(pages) == 2
    assert all(min(error(page.corners, truth) for truth in truths) < 0.5 for page in pages)


@pytest.mark.parametrize(
    "truth",
    [
        place((1400, 600), SIZE, 4),
        place((800, 900), SIZE, -3),
        place((300, 380), SIZE, 14),
        place(MIDDLE, (1000, 1414), 2),
        place((800, 330), SIZE),
    ],
)
@pytest.mark.parametrize("desk", [Desk(), WHITE])
def test_a_sheet_that_is_not_wholly_there(desk: Desk, truth: NDArray[np.float64]) -> None:
    """Half a form would be sent, and come back weeks later."""
    pages = find_pages(desk.render((SHEET, truth)), Paper.A4.ratio)
    assert all(page.cut for page in pages)


def test_a_scan_at_a_slant_is_straight() -> None:
    """The lower part of the sheet would be narrower than the upper."""
    truth = place(MIDDLE, SIZE, 4, keystone=0.15)
    picture = Desk(noise=1).render((SHEET, truth))
    flat = straightened(picture, find_pages(picture, Paper.A4.ratio)[0].corners, Paper.A4, 100).pixels
    original = cv2.resize(SHEET, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_AREA)
    one, other = (cv2.cvtColor(each, cv2.COLOR_BGR2GRAY).astype(np.float32) for each in (flat, original))
    (across, down), _ = cv2.phaseCorrelate(one, other)
    assert abs(across) < 1
    assert abs(down) < 1
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.9


@given(arrays(np.uint8, st.tuples(st.integers(2, 60), st.integers(2, 60), st.just(3))))
@settings(max_examples=60)
def test_any_picture_is_survived(pixels: Pixels) -> None:
    """A picture of noise would end the scan with an error that nobody understands."""
    for page in find_pages(pixels, Paper.A4.ratio):
        assert page.corners.shape == (4, 2)


@pytest.mark.long
@settings(max_examples=150)
@given(
    degrees=st.floats(-44, 44),
    keystone=st.floats(0, 0.25),
    shade=st.floats(0, 0.6),
    noise=st.floats(0.5, 8),
    desk=st.sampled_from([Desk(), Desk(colour=DARK_MAT), Desk(colour=GREY_DESK), WHITE]),
)
def test_sheets_of_every_kind(degrees: float, keystone: float, shade: float, noise: float, desk: Desk) -> None:
    """One way of laying a sheet down would never be found."""
    truth = place(MIDDLE, (560, 792), degrees, keystone=keystone)
    pages = find_pages(replace(desk, shade=shade, noise=noise).render((SHEET, truth)), Paper.A4.ratio)
    assert len(pages) == 1
    assert error(pages[0].corners, truth) < 2.0
