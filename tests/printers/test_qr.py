# SPDX-License-Identifier: GPL-3.0-or-later
"""The codes on paper: if these fail, phones and scanners read nothing, or something else."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import segno
import zxingcpp
from pyzbar import pyzbar  # type: ignore[import-untyped]

from printers.qr import QUIET, Modules, modules

NUMBER = "44520137271828000427"
ADDRESS = "https://zwfw.example.invalid/p?n=44520137271828000427"
CHINESE = "流水号：4452，粤智助"


def printed(code: Modules) -> npt.NDArray[np.uint8]:
    """A code as paper shows it: black on white, four dots a module."""
    return np.where(np.pad(code, QUIET), 0, 255).astype(np.uint8).repeat(4, axis=0).repeat(4, axis=1)


@pytest.mark.parametrize("payload", [NUMBER, ADDRESS, CHINESE, "粤智助 é", "HTTPS://EXAMPLE.INVALID/1", "x" * 300])
def test_scanners_of_several_makes_read_what_was_meant(payload: str) -> None:
    """The code is drawn by the library that one of them stands on; the other two share nothing with it."""
    paper = printed(modules(payload))
    (found,) = zxingcpp.read_barcodes(paper)
    assert found.text == payload
    (by_zbar,) = pyzbar.decode(paper)
    assert by_zbar.data.decode() == payload
    by_phone, _ = cv2.wechat_qrcode.WeChatQRCode().detectAndDecode(paper)
    assert list(by_phone) == [payload]


@pytest.mark.parametrize("payload", [NUMBER, "HTTPS://EXAMPLE.INVALID/1"])
def test_it_is_module_by_module_the_code_of_another_maker(payload: str) -> None:
    """Readers mend mistakes, so a reader alone does not tell whether a code begins undamaged."""
    ours = modules(payload)
    theirs = (segno.make_qr(payload, error=level, mask=mask, boost_error=False) for level in "mqh" for mask in range(8))
    assert any(np.array_equal(ours, np.array([list(row) for row in code.matrix], dtype=np.bool_)) for code in theirs)


def test_a_damaged_code_is_still_read() -> None:
    """Thermal paper is folded, wetted and scratched."""
    code = modules(NUMBER)
    code[9:12, 13:17] ^= True
    (found,) = zxingcpp.read_barcodes(printed(code))
    assert found.text == NUMBER


def test_a_code_that_holds_nothing_or_too_much_is_refused() -> None:
    """It would be an empty square on paper, or none."""
    with pytest.raises(ValueError, match="nothing"):
        modules("")
    with pytest.raises(ValueError, match="long"):
        modules("x" * 3000)
