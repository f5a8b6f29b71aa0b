# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a second opinion is taken that is wrong, or breaks down at a code in several parts."""

from __future__ import annotations

import numpy as np
import pytest
import segno
from pyzbar import pyzbar  # type: ignore[import-untyped]

from drivers.codes import Decoder, zbar
from tests.drivers.codes.frames import Grey, matrix_of


def picture_of(code: segno.QRCode) -> Grey:
    return np.kron(matrix_of(code), np.ones((6, 6), np.uint8))


def test_it_is_there() -> None:
    """libzbar is installed with the rest; a terminal without it reads a little less."""
    assert zbar.IS_THERE


def test_plain_text_is_believed() -> None:
    (found,) = zbar.read(picture_of(segno.make_qr("hello")))
    assert (found.data, found.text, found.decoder) == (b"hello", "hello", Decoder.ZBAR)
    assert np.abs(np.array(found.corners).mean(0) - 87).max() < 12


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_it_guesses_is_not_believed(encoding: str) -> None:
    """It hands out 邊､譎ｺ蜉ｩ for 粤智助."""
    picture = picture_of(segno.make_qr("粤智助", encoding=encoding))
    assert pyzbar.decode(picture)[0].data.decode() != "粤智助"
    assert zbar.read(picture) == []


def test_a_part_of_a_code_is_not_one() -> None:
    """pyzbar fails here with an error of its own."""
    picture = picture_of(segno.make_sequence("a text of several parts, " * 8, version=3)[0])
    with pytest.raises(ValueError, match="ZBarOrientation"):
        pyzbar.decode(picture)
    assert zbar.read(picture) == []
    assert zbar.read_plain(picture) == []
