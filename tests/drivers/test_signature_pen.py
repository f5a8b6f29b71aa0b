# SPDX-License-Identifier: GPL-3.0-or-later
"""From the kernel's events to points: whatever comes is a stroke or nothing."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.contract import ConfigurationError
from drivers.event_node import Axis, Event
from drivers.signature.collecting import Ink, Paper
from drivers.signature.contract import TooMuchInk
from drivers.signature.emulator import Digitiser, TouchScreen
from drivers.signature.invented import written
from drivers.signature.pen import Pen, Sample, Shape, Touch

DIGITISER = Shape(Axis(0, 200, 10200, 100), Axis(0, 0, 4000, 100), Axis(0, 0, 2047, 0), None, has_touch=True)
BY_PRESSURE = Shape(Axis(0, 0, 1000, 10), Axis(0, 0, 1000, 10), Axis(7, 7, 255, 0), None, has_touch=False)
SLOTS = Shape(Axis(0, 0, 32767, 0), Axis(0, 0, 32767, 0), None, 0, has_touch=True)

_codes = st.sampled_from([0, 1, 3, 24, 47, 53, 54, 57, 58, 320, 321, 330, 99])
_events = st.builds(
    Event, st.floats(0, 1e9), st.sampled_from([0, 0, 1, 3, 4]), _codes, st.integers(-(2**31), 2**31 - 1)
)


@pytest.mark.parametrize("shape", [DIGITISER, BY_PRESSURE, SLOTS])
@given(st.lists(_events, max_size=80))
@settings(max_examples=100)
def test_any_events_make_whole_strokes(shape: Shape, events: list[Event]) -> None:
    """A pad that has gone mad would bring the engine down, or draw lines from nowhere."""
    pen = Pen(shape)
    samples = [sample for event in events if (sample := pen.feed(event)) is not None]
    if samples:
        assert samples[0].touch is Touch.DOWN
    for before, after in pairwise(samples):
        assert (after.touch is Touch.DOWN) == (before.touch is Touch.UP)
    ink = Ink(Paper(shape, 100, 40))
    told = [point for points, _ in ink.take(samples) for point in points]
    signature = ink.signature()
    assert len(told) == sum(map(len, signature.strokes))
    for stroke in signature.strokes:
        for point in stroke:
            assert 0 <= point.x <= 100
            assert 0 <= point.y <= 40


@pytest.mark.parametrize("cut", [1, 3, 17])
def test_points_told_piece_by_piece_are_those_of_the_signature(cut: int) -> None:
    """What the citizen sees while writing would not be what is filed."""
    pad = Digitiser()
    pen, ink = Pen(DIGITISER), Ink(Paper(DIGITISER, 0, 0))
    whole = [
        Event(seconds + millionths / 1e6, *rest)
        for seconds, millionths, *rest in struct.iter_unpack("@llHHi", pad.drawn(written()))
    ]
    samples = [sample for event in whole if (sample := pen.feed(event)) is not None]
    strokes: list[int] = []
    for place in range(0, len(samples), cut):
        for points, begins in ink.take(samples[place : place + cut]):
            if begins:
                strokes.append(0)
            strokes[-1] += len(points)
    assert strokes == [len(stroke) for stroke in written()] == [len(stroke) for stroke in ink.signature().strokes]
    ink.wipe()
    assert ink.signature().strokes == ()


def test_the_finger_that_came_first_is_followed() -> None:
    """A hand that rests on the screen would be drawn instead of the finger."""
    screen, pen = TouchScreen(), Pen(SLOTS)

    def report(*changes: tuple[int, int, int]) -> Sample | None:
        for change in changes:
            pen.feed(Event(0.0, *change))
        return pen.feed(Event(0.0, 0, 0, 0))

    def place(sample: Sample | None) -> tuple[Touch, int, int]:
        assert sample is not None
        return sample.touch, sample.x, sample.y

    first = place(report(*screen.down(10, 10, 0)))
    assert first[0] is Touch.DOWN
    assert place(report(*screen.in_slot(1, (3, 57, 9), (3, 53, 1), (3, 54, 1))))[1:] == first[1:]
    moved = place(report(*screen.move(20, 20, 0)))
    assert moved[0] is Touch.MOVED
    assert moved[1:] > first[1:]
    lifted = report(*screen.up())
    assert lifted is not None
    assert lifted.touch is Touch.UP
    assert report((3, 53, 500)) is None


def test_a_pad_that_jumps_from_edge_to_edge() -> None:
    """A broken pad would give minutes of drawing and gigabytes of line for a signature of ten seconds."""
    ink = Ink(Paper(DIGITISER, 100, 50))
    samples = [Sample(Touch.MOVED, at / 200, 200 + 10_000 * (at % 2), 0, 1) for at in range(1, 250)]
    with pytest.raises(TooMuchInk):
        for _ in ink.take([Sample(Touch.DOWN, 0.0, 200, 0, 1), *samples]):
            pass
    ink.wipe()
    assert list(ink.take([Sample(Touch.DOWN, 0.0, 200, 0, 1), *samples[:150]]))
    assert ink.signature().ink_length == pytest.approx(15_000)


def test_a_size_that_no_field_has_is_refused() -> None:
    """Signatures would be drawn in the size of a stamp, or of a house."""
    with pytest.raises(ConfigurationError, match="width and height"):
        Paper(SLOTS, 0, 40)
    with pytest.raises(ConfigurationError):
        Paper(Shape(Axis(0, 0, 100_000, 1), Axis(0, 0, 100, 1), None, None, has_touch=True), 0, 0)
    assert Paper(DIGITISER, 0, 0).width == 100
