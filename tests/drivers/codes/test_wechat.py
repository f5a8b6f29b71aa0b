# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a file that somebody has put onto a terminal runs as a network, or the reading of codes breaks down.

WeChat's models are not part of this project, so that the detector is run here without them: it is slower then and
finds less, and otherwise answers in the same way.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import segno

from drivers.codes import CodeReader, Decoder, ModelsUnusable
from drivers.codes.wechat import SHA512, read_with
from tests.drivers.codes.frames import Grey, matrix_of


def picture_of(code: segno.QRCode) -> Grey:
    return np.kron(matrix_of(code), np.ones((6, 6), np.uint8))


def test_a_folder_without_the_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelsUnusable, match=r"detect\.prototxt cannot be read"):
        CodeReader(wechat=tmp_path)


def test_other_files_of_the_same_names_are_refused(tmp_path: Path) -> None:
    """A network file from somewhere is a program from somewhere."""
    for name in SHA512:
        (tmp_path / name).write_bytes(b"layer {}")
    with pytest.raises(ModelsUnusable, match="not the file that was published"):
        CodeReader(wechat=tmp_path)


def test_plain_text_is_believed() -> None:
    (found,) = read_with(cv2.wechat_qrcode.WeChatQRCode(), picture_of(segno.make_qr("hello")))
    assert (found.data, found.text, found.decoder) == (b"hello", "hello", Decoder.WECHAT)
    assert np.abs(np.array(found.corners) - [(24, 24), (150, 24), (150, 150), (24, 150)]).max() < 12


@pytest.mark.parametrize("code", [segno.make_qr("粤智助", encoding="gb18030"), segno.make_qr("粤智助", mode="hanzi")])
def test_what_it_guesses_is_not_believed(code: segno.QRCode) -> None:
    """It answers with mojibake, or with bytes that are no text at all."""
    assert read_with(cv2.wechat_qrcode.WeChatQRCode(), picture_of(code)) == []


def test_nothing_is_nothing() -> None:
    assert read_with(cv2.wechat_qrcode.WeChatQRCode(), np.zeros((40, 40), np.uint8)) == []
