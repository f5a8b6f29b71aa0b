# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature from its points to paper: what is kept, what is drawn, what is asked for again."""

import json
import math
import xml.etree.ElementTree as ET

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from drivers.signature import Amount, Point, Signature
from drivers.signature.ink import nib, trace
from drivers.signature.invented import FIELD, written
from drivers.signature.picture import MOST_DOTS, png
from drivers.signature.strokes import MOST_INK, MOST_POINTS, MOST_STROKES
from drivers.signature.vector import SCHEMA, from_json, svg, to_json

Picture = NDArray[np.uint8]


def _signature(
    strokes: list[list[tuple[float, float, float]]] | None = None, *, pressure: float | None = None
) -> Signature:
    drawn = written() if strokes is None else strokes
    return Signature.from_strokes(
        [[Point(x, y, t, pressure) for x, y, t in stroke] for stroke in drawn], width=FIELD[0], height=FIELD[1]
    )


def _line(*places: tuple[float, float], seconds: float = 0.01) -> list[tuple[float, float, float]]:
    return [(x, y, number * seconds) for number, (x, y) in enumerate(places)]


def _alpha(signature: Signature, dpi: int = 300) -> Picture:
    picture = cv2.imdecode(np.frombuffer(png(signature, dpi=dpi), np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    alpha: Picture = picture[:, :, 3].astype(np.uint8)
    return alpha


# What was drawn.


def test_a_signature_shows_nothing_unasked() -> None:
    """A log or a crash report would hold somebody's name as he writes it."""
    assert repr(_signature()) == str(_signature()) == "Signature(enough)"


def test_points_are_made_fit() -> None:
    """A pad that is measured badly, or a clock that jumps, would make a signature that cannot be kept."""
    signature = Signature.from_strokes(
        [[Point(-1, 50, 100, 2.0), Point(200, 20, 101, -1.0)], [], [Point(1, 1, 99), Point(2, 2, 102)]],
        width=100,
        height=40,
    )
    assert signature.strokes == (
        (Point(0, 40, 0, 1.0), Point(100, 20, 1, 0.0)),
        (Point(1, 1, 1), Point(2, 2, 2)),
    )
    assert signature.duration == 2


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("axis", range(4))
def test_a_point_that_is_nowhere_is_refused(bad: float, axis: int) -> None:
    """One such number would empty the whole picture."""
    values = [1.0, 1.0, 0.0, 0.5]
    values[axis] = bad
    with pytest.raises(ValueError, match="nowhere"):
        Signature.from_strokes([[Point(*values)]], width=100, height=40)


def test_more_than_a_hand_can_draw_is_refused() -> None:
    """A broken page would fill the disk with one signature."""
    with pytest.raises(ValueError, match="more ink"):
        Signature.from_strokes([[Point(1, 1, 0)] * (MOST_POINTS + 1)], width=100, height=40)
    with pytest.raises(ValueError, match="more ink"):
        Signature.from_strokes([[Point(1, 1, 0)]] * (MOST_STROKES + 1), width=100, height=40)
    from_edge_to_edge = [Point(100.0 * (at % 2), 20, at / 200) for at in range(int(MOST_INK / 100) + 2)]
    with pytest.raises(ValueError, match="more ink"):
        Signature.from_strokes([from_edge_to_edge], width=100, height=40)
    for width, height in ((0, 40), (100, -1), (501, 40), (math.nan, 40)):
        with pytest.raises(ValueError, match="no size"):
            Signature.from_strokes([], width=width, height=height)


@pytest.mark.parametrize(
    ("strokes", "amount"),
    [
        ([], Amount.EMPTY),
        ([_line((10, 10))], Amount.EMPTY),
        ([_line((10, 10), (10.3, 10.2))], Amount.EMPTY),
        ([_line((10, 10), (18, 10))], Amount.LITTLE),
        ([_line(*[(10 + number % 2 * 3, 10) for number in range(40)])], Amount.LITTLE),
        ([_line((10, 10), (20, 10)), _line((15, 5), (15, 20))], Amount.ENOUGH),
        (written(), Amount.ENOUGH),
    ],
)
def test_whether_somebody_has_signed(strokes: list[list[tuple[float, float, float]]], amount: Amount) -> None:
    """A form would be filed with a dot under it, or a short name be asked for again and again."""
    assert _signature(strokes).amount is amount


def test_measures() -> None:
    """A technician who tries the pad would read wrong numbers."""
    signature = _signature([_line((10, 10), (13, 14)), _line((50, 20), (50, 30))])
    assert signature.ink_length == pytest.approx(15)
    assert signature.box == (10, 10, 50, 30)
    assert _signature([]).box == (0, 0, 0, 0)
    assert _signature([]).duration == 0


# What is kept.


def test_kept_as_json_and_read_again() -> None:
    """A signature that is filed would be another one when it is looked at."""
    for pressure in (None, 0.613):
        signature = _signature(pressure=pressure)
        data = to_json(signature)
        Draft202012Validator(SCHEMA).validate(json.loads(data))
        again = from_json(data)
        assert (again.width, again.height) == FIELD
        for stroke, kept in zip(signature.strokes, again.strokes, strict=True):
            for point, same in zip(stroke, kept, strict=True):
                assert point[:3] == pytest.approx(same[:3], abs=0.0051)
                assert point.pressure == same.pressure
        assert to_json(again) == data
        assert len(data) < 20 * sum(map(len, signature.strokes)) + 1000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"format":"kiosk-signature","version":2,"width":1,"height":1,"strokes":[]}',
        b'{"format":"other","version":1,"width":1,"height":1,"strokes":[]}',
        b'{"format":"kiosk-signature","version":1,"width":0,"height":1,"strokes":[]}',
        b'{"format":"kiosk-signature","version":1,"width":1,"height":1,"strokes":[],"more":1}',
        b'{"format":"kiosk-signature","version":1,"width":1,"height":1,"strokes":[{"x":[1],"y":[1,2],"t":[0]}]}',
        b'{"format":"kiosk-signature","version":1,"width":1,"height":1,"strokes":[{"x":[-1],"y":[1],"t":[0]}]}',
        b'{"format":"kiosk-signature","version":1,"width":1,"height":1,"strokes":[{"x":[1],"y":[1],"t":[0],"p":[]}]}',
        b'{"format":"kiosk-signature","version":1,"width":1,"height":1,"strokes":[{"x":[1],"y":[1],"t":[1e999]}]}',
        b" " * 2_000_000,
    ],
)
def test_what_is_no_signature_is_refused(data: bytes) -> None:
    """A damaged file would be printed as somebody's name."""
    with pytest.raises(ValueError, match=r"no signature|differ in length|more ink"):
        from_json(data)


@given(
    st.binary(max_size=200)
    | st.recursive(st.integers() | st.text(max_size=5), st.lists).map(lambda x: json.dumps(x).encode())
)
@settings(max_examples=150)
def test_any_bytes_are_a_signature_or_refused(data: bytes) -> None:
    """A damaged file would bring the engine down."""
    with pytest.raises(ValueError, match="this is no signature"):
        from_json(data)


# What is drawn.

_places = st.tuples(st.floats(0, 100), st.floats(0, 40), st.none() | st.floats(0, 1))


@given(st.lists(st.lists(_places, min_size=1, max_size=12), min_size=1, max_size=4), st.floats(0, 0.2))
@settings(max_examples=100)
def test_any_strokes_become_a_line(strokes: list[list[tuple[float, float, float | None]]], pause: float) -> None:
    """Somebody's hand would bring the engine down, or leave a hole in his name."""
    signature = Signature.from_strokes(
        [[Point(x, y, number * pause, p) for number, (x, y, p) in enumerate(stroke)] for stroke in strokes],
        width=100,
        height=40,
    )
    width = nib(signature)
    for stroke in signature.strokes:
        line = trace(stroke, width)
        assert np.isfinite(line).all()
        assert (line[:, 2] > 0).all()
        assert line[:, 2].max() <= width
        steps = np.hypot(*np.diff(line[:, :2], axis=0).T)
        assert len(steps) == 0 or steps.max() < 0.2
        far = [min(np.hypot(line[:, 0] - x, line[:, 1] - y)) for x, y, *_ in stroke]
        assert max(far) < 2 * width
    assert svg(signature)


def test_the_line_keeps_to_its_points_without_trembling() -> None:
    """A name would look like one written on a bus."""
    chance = np.random.default_rng(7)
    circle = [(50 + 12 * math.cos(a), 20 + 12 * math.sin(a)) for a in np.linspace(0, 6, 150)]
    shaken = [(x + chance.normal(0, 0.05), y + chance.normal(0, 0.05)) for x, y in circle]
    (stroke,) = _signature([_line(*shaken, seconds=0.007)]).strokes
    line = trace(stroke, 0.9)
    radius = np.hypot(line[:, 0] - 50, line[:, 1] - 20)
    assert abs(radius - 12).max() < 0.12
    assert _turned(line[:, :2]) < 1.9 * 6
    assert _turned(np.array(shaken)) > 4 * 6
    assert np.ptp(np.diff(line[20:-40, 2])) < 0.01  # no knots


def _turned(places: NDArray[np.float64]) -> float:
    """Return all the turning of a line in radians; that of the circle above is 6."""
    steps = np.diff(places, axis=0)
    return float(np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))).sum())


def test_slow_is_thick_and_fast_is_thin_and_ends_taper() -> None:
    """Every name would look as if it were drawn with a wire."""
    places = [(10 + number, 20.0) for number in range(60)]
    slow, fast = (_signature([_line(*places, seconds=pause)]).strokes[0] for pause in (0.05, 0.002))
    middle_slow, middle_fast = (np.median(trace(stroke, 1.0)[:, 2]) for stroke in (slow, fast))
    assert middle_slow > 1.4 * middle_fast
    line = trace(slow, 1.0)
    assert line[-1, 2] < 0.4 * middle_slow
    assert line[-1, 2] < line[0, 2] < middle_slow
    firm, faint = (
        np.median(trace(_signature([_line(*places)], pressure=felt).strokes[0], 1.0)[:, 2]) for felt in (0.9, 0.1)
    )
    assert firm > 1.4 * faint


def test_a_picture_is_smooth_and_transparent() -> None:
    """The name on paper would have steps, or a white box behind it."""
    data = png(_signature())
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    assert picture.shape[2] == 4
    alpha = picture[:, :, 3]
    assert alpha[0].max() == alpha[-1].max() == alpha[:, 0].max() == alpha[:, -1].max() == 0
    assert (alpha == 255).mean() > 0.02
    rises = np.abs(np.diff(alpha.astype(int), axis=1)).max(axis=1)
    assert np.median(rises[rises > 0]) < 254  # edges are shared between dots
    between = ((alpha > 0) & (alpha < 255)).sum()
    edge = cv2.morphologyEx((alpha > 127).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).sum()
    assert between > 0.3 * edge
    assert (picture[:, :, :3] == picture[0, 0, :3]).all()


def test_a_stroke_is_in_one_piece_and_a_dot_is_round() -> None:
    """A fast stroke would fall to pieces, and a dot be a line or nothing."""
    for dpi in (100, 300, 600):
        pieces, _ = cv2.connectedComponents((_alpha(_signature([written(speed=400)[4]]), dpi) > 60).astype(np.uint8))
        assert pieces == 2  # with the ground
    dot = _alpha(_signature([_line((50, 20))])) / 255
    across, down = dot.sum(axis=0), dot.sum(axis=1)
    assert across.max() == pytest.approx(down.max(), abs=0.7)
    assert dot.sum() == pytest.approx(math.pi / 4 * across.max() ** 2, rel=0.08)


def test_a_picture_tells_its_size() -> None:
    """A name would be printed a hand high."""
    for dpi in (150, 300):
        data = png(_signature(), dpi=dpi)
        place = data.index(b"pHYs")
        assert int.from_bytes(data[place + 4 : place + 8], "big") == round(dpi / 0.0254)
        left, top, right, bottom = _signature().box
        rows, columns = _alpha(_signature(), dpi).shape
        margin = 2 * nib(_signature())
        assert columns == math.ceil((right - left + margin) * dpi / 25.4)
        assert rows == math.ceil((bottom - top + margin) * dpi / 25.4)


def test_pictures_have_their_limits() -> None:
    """One name would fill the memory."""
    large = Signature.from_strokes([[Point(0, 0, 0), Point(500, 400, 1)]], width=500, height=500)
    assert max(_alpha(large, 1200).shape) <= MOST_DOTS + 1
    for dpi in (0, 49, 1201):
        with pytest.raises(ValueError, match="dots"):
            png(_signature(), dpi=dpi)
    with pytest.raises(ValueError, match="no ink"):
        png(_signature([]))


def test_the_svg_shows_what_the_picture_shows() -> None:
    """The name on the screen would not be that on paper."""
    signature = _signature()
    root = ET.fromstring(svg(signature))
    assert root.get("width") == "100mm"
    assert root.get("viewBox") == "0 0 100 40"
    assert len(svg(signature)) < 60_000
    image = QImage(1000, 400, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg(signature).encode())).render(painter)
    painter.end()
    shown = np.frombuffer(image.constBits(), np.uint8).reshape(400, 1000, 4)[:, :, 3]
    left, top, *_ = signature.box
    margin = nib(signature)
    alpha = _alpha(signature, 254)
    first_x, first_y = round((left - margin) * 10), round((top - margin) * 10)
    shown = shown[first_y : first_y + alpha.shape[0], first_x : first_x + alpha.shape[1]]
    assert np.abs(shown.astype(int) - alpha[: shown.shape[0]]).mean() < 3
    assert alpha.mean() > 10
    assert "<path" not in svg(_signature([]))
