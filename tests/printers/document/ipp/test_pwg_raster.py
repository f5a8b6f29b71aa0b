# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as PWG Raster: a printer that is sent a wrong line prints noise from there to the foot of the page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from printers.document.emulator.paper import sheets_of
from printers.document.ipp.pwg_raster import pwg_raster
from printers.document.pages import Picture

DPI = 72
SHADES = st.sampled_from([0, 7, 255])
"""Few, so that runs and repeated lines are common."""


def as_printed(raster: bytes) -> list[Picture]:
    """Return what the emulator, which shares no code with the encoder, makes of it."""
    return sheets_of(raster, "image/pwg-raster")


def in_colour(page: Picture) -> Picture:
    return page if page.ndim == 3 else np.repeat(page[:, :, None], 3, axis=2)


@given(
    st.lists(
        st.one_of(
            arrays.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 300)), elements=SHADES),
            arrays.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 40), st.just(3)), elements=SHADES),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_was_drawn_is_what_comes_out(pages: list[Picture]) -> None:
    printed = as_printed(pwg_raster(pages, DPI))
    assert len(printed) == len(pages)
    for page, sheet in zip(pages, printed, strict=True):
        assert np.array_equal(sheet, in_colour(page))


@pytest.mark.parametrize("width", [1, 2, 127, 128, 129, 255, 256, 257, 600])
@pytest.mark.parametrize("height", [1, 255, 256, 257, 513])
def test_runs_end_where_their_counts_do(width: int, height: int) -> None:
    """A count holds 128 pixels, or 256 lines: one more would be read as something else."""
    white = np.full((height, width), 255, np.uint8)
    ramp = np.tile((np.arange(width) % 256).astype(np.uint8), (height, 1))
    for page in (white, ramp):
        assert np.array_equal(as_printed(pwg_raster([page], DPI))[0], in_colour(page))


def test_the_header_says_what_the_page_is() -> None:
    """PWG 5102.4, table 1: a printer that reads another size or colour stops the job."""
    page = np.zeros((3508, 2480, 3), np.uint8)
    raster = pwg_raster([page, page], 300, "two-sided-long-edge")
    header = raster[4 : 4 + 1796]

    def at(offset: int) -> int:
        return int.from_bytes(header[offset : offset + 4], "big")

    assert raster[:4] == b"RaS2"
    assert header[:10] == b"PwgRaster\0"
    assert [at(offset) for offset in (272, 276, 280)] == [1, 300, 300]
    assert [at(offset) for offset in (352, 356, 372, 376)] == [595, 842, 2480, 3508]
    assert [at(offset) for offset in (384, 388, 392, 396, 400, 420)] == [8, 24, 7440, 0, 19, 3]
    assert [at(offset) for offset in (452, 456, 460)] == [2, 1, 1]
    assert header[1732:1749] == b"iso_a4_210x297mm\0"
