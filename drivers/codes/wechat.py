# SPDX-License-Identifier: GPL-3.0-or-later
"""WeChat's detector, which finds very small codes. Its four model files are not part of this project.

Whoever runs a terminal may put them into a folder; they are part of OpenCV's own downloads (opencv_3rdparty, branch
wechat_qrcode). They are used only when they are those files to the byte: a model is a program for the network that
runs it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import cv2

from drivers.codes.charset import text_of
from drivers.codes.found import Corners, Decoder, FoundCode
from drivers.codes.picture import Grey
from drivers.scanner.code import Symbology

SHA512: Final = {
    "detect.prototxt": "2239d31a597049f358f09dbb4c0a7af0b384d9b67cfa3224f8c7e44329647cf1"
    "9ee7929ac06199cca23bbbf431de0481b74ab51eace6aa20bb2e2fd19b536e49",
    "detect.caffemodel": "58d62faf8679d3f568a26a1d9f7c2e88060426a440315ca8bce7b3b5a8efa34b"
    "e670afd0abfd0dd5d89f89a042a2408ea602f937080abc6910c2e497b7f5a4b8",
    "sr.prototxt": "6b715ec45c3fd081e7e113e351edcef0f3d32a75f8b5a9ca2273cb5da9a1116a"
    "1b78cba45582a9acf67a7ab76dc4fcdf123f7b3a0d3de2f5c39b26ef450058b7",
    "sr.caffemodel": "917c6f6b84a898b8c8c85c79359e48a779c8a600de563dac2e1c5d013401e9ac"
    "9dbcd435013a4ed7a69fc936839fb189aaa3038c127d04ceb6fd3b8fd9dd67bd",
}
"""The files, in the order in which OpenCV takes them, and what they are."""


class ModelsUnusable(ValueError):  # noqa: N818
    """A folder does not hold WeChat's four model files as they were published."""


class WeChat:
    """The detector with the models in `folder`.

    Raises:
        ModelsUnusable: the folder does not hold them.
    """

    def __init__(self, folder: Path) -> None:
        for name, digest in SHA512.items():
            try:
                content = (folder / name).read_bytes()
            except OSError as error:
                raise ModelsUnusable(f"{folder / name} cannot be read") from error
            if hashlib.sha512(content).hexdigest() != digest:
                raise ModelsUnusable(f"{folder / name} is not the file that was published")
        try:
            self._detector = cv2.wechat_qrcode.WeChatQRCode(*(str(folder / name) for name in SHA512))
        except cv2.error as error:
            raise ModelsUnusable(f"OpenCV cannot use the models in {folder}") from error

    def read(self, picture: Grey) -> list[FoundCode]:
        """Return the QR codes in `picture` of which the detector can be believed.

        It hands out a text in an encoding that it guesses, and no bytes: only plain ASCII is believed. It takes one of
        several parts of a whole for the whole, and says nothing.
        """
        return read_with(self._detector, picture)


def read_with(detector: cv2.wechat_qrcode.WeChatQRCode, picture: Grey) -> list[FoundCode]:
    """Return what a detector, with models or without, finds in `picture`."""
    try:
        texts, places = detector.detectAndDecode(picture)
    except (cv2.error, UnicodeDecodeError):  # the second for each text that is not UTF-8
        return []
    found = []
    for text, place in zip(texts, places, strict=False):
        if text and text.isascii():
            data = text.encode()
            found.append(FoundCode(Symbology.QR, data, text_of(data), _corners(place), Decoder.WECHAT))
    return found


def _corners(place: cv2.typing.MatLike) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in place.reshape(4, 2))
    return first, second, third, fourth
