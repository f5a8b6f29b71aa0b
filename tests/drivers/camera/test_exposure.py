# SPDX-License-Identifier: GPL-3.0-or-later
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera.contract import Region
from drivers.camera.exposure import TARGET, is_good, level, turned
from drivers.camera.source import Knob, Knobs


def test_a_face_before_a_bright_door() -> None:
    """The whole picture is well exposed and the face in it black."""
    picture = np.full((200, 300, 3), 200, np.uint8)
    picture[50:150, 100:180] = 30
    assert level(picture, Region(100, 50, 80, 100)) == pytest.approx(30)
    assert level(picture, Region(-40, 50, 220, 100)) < level(picture, None)
    assert level(picture, Region(900, 900, 10, 10)) == level(picture, None)


@pytest.mark.parametrize("light", [0.02, 0.1, 0.5, 1.0, 4.0, 20.0])
def test_some_steps_are_enough(light: float) -> None:
    """Exposing would swing between black and white, or take longer than a person stands still."""
    knobs = Knobs(Knob(1, 5000, 150), Knob(0, 100, 0))

    def seen(knobs: Knobs) -> float:
        gain = 1 + (knobs.gain.now if knobs.gain else 0) / 25
        return min(255.0, 255 * math.pow(light * knobs.exposure.now * gain / 1000, 1 / 2.2))

    for _ in range(8):
        if is_good(seen(knobs)):
            break
        knobs = turned(knobs, seen(knobs))
    assert is_good(seen(knobs))


def test_time_comes_before_gain_and_gain_goes_first() -> None:
    """Faces would be noisy where light would do."""
    dark = turned(Knobs(Knob(1, 400, 100), Knob(0, 100, 0)), TARGET / 2)
    assert (dark.exposure.now, dark.gain) == (400, Knob(0, 100, 0))
    at_its_end = turned(dark, TARGET / 2)
    assert at_its_end.gain is not None
    assert at_its_end.gain.now > 0
    bright = turned(at_its_end, TARGET * 1.9)
    assert bright.exposure.now == 400
    assert bright.gain is not None
    assert bright.gain.now < at_its_end.gain.now


@given(st.integers(0, 100), st.integers(1, 5000), st.integers(0, 5000), st.floats(0, 255))
@settings(max_examples=200)
def test_never_beyond_the_range(least: int, width: int, at: int, brightness: float) -> None:
    """The camera would refuse the setting, and the driver take that for a fault."""
    knob = Knob(least, least + width, least + min(at, width))
    for knobs in (Knobs(knob), Knobs(knob, knob)):
        better = turned(knobs, brightness)
        for one in (better.exposure, better.gain or better.exposure):
            assert one.least <= one.now <= one.most
