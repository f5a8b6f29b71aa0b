# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, one bad picture ends the reading of codes until somebody restarts the terminal."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.codes import CodeReader, FoundCode, PictureUnusable
from drivers.codes.picture import MOST_PIXELS

READER = CodeReader(seconds=0.02)


@pytest.mark.parametrize(
    "picture",
    [
        None,
        "picture",
        b"",
        [[0, 1], [1, 0]],
        np.zeros((0, 0), np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((5, 0, 3), np.uint8),
        np.zeros(5, np.uint8),
        np.zeros((4, 4, 2), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((2, 4, 4, 3), np.uint8),
        np.zeros((4, 4), np.float32),
        np.zeros((4, 4), np.uint16),
        np.zeros((4, 4), np.bool_),
        np.zeros((4, 4), object),
        np.broadcast_to(np.uint8(0), (MOST_PIXELS, 2)),
        np.broadcast_to(np.uint8(0), (1, 40_000)),
    ],
    ids=lambda picture: f"{getattr(picture, 'dtype', type(picture).__name__)} {getattr(picture, 'shape', '')}",
)
def test_what_is_no_picture_is_refused_in_words(picture: object) -> None:
    """A huge one before memory is taken for it."""
    with pytest.raises(PictureUnusable) as refused:
        READER.read(picture)
    assert str(refused.value)


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from([0, 1, 3]), st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_any_small_picture_is_read(height: int, width: int, channels: int, seed: int, block: int) -> None:
    """Noise in blocks, sometimes with what looks like finder patterns."""
    shape = (height, width, channels) if channels else (height, width)
    noise = np.random.default_rng(seed).integers(0, 2, shape).astype(np.uint8) * 255
    picture = np.kron(noise, np.ones((block, block, 1) if channels else (block, block), np.uint8))
    for code in READER.read(picture):
        assert isinstance(code.data, bytes)


@pytest.mark.parametrize(
    "view", [np.s_[::-1, ::-1], np.s_[::2, 1::3], np.s_[:, :0:-1]], ids=["turned", "thinned", "mirrored"]
)
def test_a_view_of_a_picture_is_a_picture(view: tuple[slice, slice]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (300, 400), np.uint8)
    picture.flags.writeable = False
    assert READER.read(picture[view]) == ()


def _finders() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    finder = np.full((9, 9), 255, np.uint8)
    finder[1:8, 1:8] = 0
    finder[2:7, 2:7] = 255
    finder[3:6, 3:6] = 0
    return np.tile(np.kron(finder, np.ones((3, 3), np.uint8)), (26, 47))


@pytest.mark.parametrize(
    "picture",
    [
        np.random.default_rng(1).integers(0, 256, (720, 1280), np.uint8),
        np.random.default_rng(1).integers(0, 2, (720, 1280), np.uint8) * 255,
        np.kron(np.random.default_rng(1).integers(0, 2, (180, 320), np.uint8) * 255, np.ones((4, 4), np.uint8)),
        _finders(),
        np.random.default_rng(1).integers(0, 256, (3000, 4000), np.uint8),
        np.random.default_rng(1).integers(0, 256, (1, 30_000), np.uint8),
    ],
    ids=["noise", "black and white", "blocks", "finder patterns", "large", "a line"],
)
def test_a_picture_made_to_be_slow_ends_in_time(picture: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> None:
    """Generous, for a busy machine: without the limit the finder patterns alone would take many times as long."""
    began = time.perf_counter()
    assert CodeReader(seconds=0.1).read(picture) == ()
    assert time.perf_counter() - began < 2


@pytest.mark.long
@settings(max_examples=3000)
@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_any_picture_is_read(height: int, width: int, seed: int) -> None:
    found = READER.read(np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8))
    assert all(isinstance(code, FoundCode) for code in found)
