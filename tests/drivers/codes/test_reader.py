# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a code that is held up to the camera is not read, or is read as what it does not say."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from zxingcpp import BarcodeFormat

from drivers.codes import CodeReader, Decoder, PictureUnusable, Symbology
from drivers.codes.regions import Region
from tests.drivers.codes.frames import Grey, background, empty_frame, frame, matrix_of

SECRET = "445202199001011234"


def picture_of(code: segno.QRCode, scale: int = 6) -> Grey:
    return np.kron(matrix_of(code), np.ones((scale, scale), np.uint8))


def on_clutter(code: Grey, left: int = 300, top: int = 200) -> Grey:
    picture = background(np.random.default_rng(7))
    picture[top : top + code.shape[0], left : left + code.shape[1]] = code
    return picture


@pytest.mark.parametrize(
    ("code", "data", "text"),
    [
        (segno.make_qr("https://zwfw.example.cn/q/1"), b"https://zwfw.example.cn/q/1", "https://zwfw.example.cn/q/1"),
        (segno.make_qr("粤智助", encoding="utf-8"), "粤智助".encode(), "粤智助"),
        (segno.make("粤智助 é", encoding="utf-8", eci=True, micro=False), "粤智助 é".encode(), "粤智助 é"),
        (segno.make_qr("粤智助", encoding="gb18030"), "粤智助".encode("gb18030"), "粤智助"),
        (segno.make("陇", encoding="gb18030", eci=True, micro=False), b"\xc2\xa4", "陇"),
        (segno.make_qr("陇", mode="hanzi"), b"\xc2\xa4", "陇"),
        (segno.make_qr("¤", encoding="utf-8"), b"\xc2\xa4", "¤"),
        (segno.make_qr("点茗", mode="kanji"), "点茗".encode("cp932"), "点茗"),
        (segno.make_qr("é", encoding="utf-8"), "é".encode(), "é"),
        (segno.make_qr(b"\x00\x01\xfe\xff"), b"\x00\x01\xfe\xff", None),
    ],
    ids=[
        "ascii",
        "utf-8",
        "utf-8 named",
        "gb18030",
        "gb18030 named",
        "hanzi",
        "utf-8 alike",
        "kanji",
        "accent",
        "bytes",
    ],
)
def test_bytes_and_text_are_what_the_code_says(code: segno.QRCode, data: bytes, text: str | None) -> None:
    """The same two bytes are 陇 or ¤: the code says which, and its bytes alone do not."""
    (found,) = CodeReader().read(on_clutter(picture_of(code)))
    assert (found.symbology, found.data, found.text) == (Symbology.QR, data, text)
    assert found.decoder is Decoder.ZXING


@pytest.mark.parametrize(
    ("symbology", "form", "content", "data"),
    [
        (Symbology.CODE_128, BarcodeFormat.Code128, "YB-20261122", b"YB-20261122"),
        (Symbology.CODE_39, BarcodeFormat.Code39, "ABC123", b"ABC123"),
        (Symbology.EAN, BarcodeFormat.EAN13, "690123456789", b"6901234567892"),
        (Symbology.PDF417, BarcodeFormat.PDF417, "file 12", b"file 12"),
        (Symbology.DATA_MATRIX, BarcodeFormat.DataMatrix, "drug 12", b"drug 12"),
    ],
)
def test_other_kinds_are_read_too(symbology: Symbology, form: BarcodeFormat, content: str, data: bytes) -> None:
    code = np.array(zxingcpp.create_barcode(content, form).to_image(scale=3, add_quiet_zones=True))
    code = cv2.copyMakeBorder(code, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
    code = code if code.shape[0] > 60 else np.repeat(code, 3, axis=0)
    (found,) = CodeReader(seconds=1).read(on_clutter(np.asarray(code, np.uint8)))
    assert (found.symbology, found.data) == (symbology, data)
    assert CodeReader(symbologies={Symbology.QR}, seconds=1).read(on_clutter(np.asarray(code, np.uint8))) == ()


@pytest.mark.parametrize("change", [lambda p: 255 - p, np.rot90, np.fliplr, lambda p: np.stack([p, p, p], axis=2)])
def test_inverted_turned_mirrored_and_coloured(change: Callable[[Grey], Grey]) -> None:
    picture = on_clutter(picture_of(segno.make_qr("hello")))
    (found,) = CodeReader(seconds=1).read(change(picture))
    assert found.text == "hello"


@pytest.mark.parametrize("scale", [2, 6])
def test_corners_are_where_the_code_is(scale: int) -> None:
    """The ui marks the code on the picture; small ones are found in an enlarged part of it."""
    code = segno.make_qr("hello", version=4)
    (found,) = CodeReader(seconds=1).read(on_clutter(picture_of(code, scale), 300, 200))
    left, top, side = 300 + 4 * scale, 200 + 4 * scale, 33 * scale
    expected = [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]
    assert np.abs(np.array(found.corners) - expected).max() < 1.5 * scale


def test_only_the_part_that_was_asked_for_is_looked_at() -> None:
    picture = on_clutter(picture_of(segno.make_qr("hello")))
    reader = CodeReader()
    assert reader.read(picture, within=Region(0, 0, 250, 700)) == ()
    (found,) = reader.read(picture, within=Region(250, 150, 900, 700))
    assert found.corners == reader.read(picture)[0].corners
    for beyond in (Region(-1, 0, 5, 5), Region(0, 0, 1281, 5), Region(5, 5, 5, 9)):
        with pytest.raises(PictureUnusable):
            reader.read(picture, within=beyond)


def parts(text: str) -> list[Grey]:
    return [picture_of(code, 4) for code in segno.make_sequence(text.encode(), symbol_count=5)]


def side_by_side(pictures: list[Grey]) -> Grey:
    picture = np.full((720, 1280), 200, np.uint8)
    for number, one in enumerate(pictures):
        row, column = divmod(number, 6)
        picture[20 + 190 * row :, 20 + 190 * column :][: one.shape[0], : one.shape[1]] = one
    return picture


def test_a_code_in_parts_is_joined_when_all_are_there() -> None:
    """In whatever order they lie; a sign may be cut in two between two of them."""
    text = "粤智助政务服务中心广东省" * 7
    (found,) = CodeReader(seconds=1).read(side_by_side(parts(text)[::-1]))
    assert found.text == text
    assert found.data == text.encode()


def test_a_part_alone_is_not_taken_for_the_whole() -> None:
    """Half a number is a wrong number."""
    pictures = parts("a text of several parts, " * 8)
    reader = CodeReader(seconds=1)
    for one in pictures:
        assert reader.read(side_by_side([one])) == ()
    assert reader.read(side_by_side(pictures[:-1])) == ()


def test_parts_of_two_codes_are_not_joined() -> None:
    """Two people hold up a sheet each."""
    first, second = parts("one text of several parts, " * 7), parts("the other of as many parts, " * 7)
    assert CodeReader(seconds=1).read(side_by_side([first[0], *second[1:]])) == ()


def test_two_codes_whose_parts_look_alike_are_not_joined() -> None:
    """They name the same parity: their first parts tell that they are two."""
    first, second = parts("one text of several parts, " * 8), parts("the other of many parts,   " * 8)
    assert CodeReader(seconds=1).read(side_by_side([*first, second[0]])) == ()
    assert len(CodeReader(seconds=1).read(side_by_side(first))) == 1


def test_two_codes_are_two_and_twice_the_same_is_one() -> None:
    one, other = picture_of(segno.make_qr("one", version=1), 5), picture_of(segno.make_qr("other", version=1), 5)
    assert {code.text for code in CodeReader().read(side_by_side([one, other]))} == {"one", "other"}
    assert len(CodeReader().read(side_by_side([one, one]))) == 1


def test_nothing_of_a_code_is_shown_unasked() -> None:
    """A code may be somebody's electronic identity; repr and str stand in logs and tracebacks."""
    (found,) = CodeReader().read(picture_of(segno.make_qr(SECRET)))
    assert found.text == SECRET
    for told in (repr(found), str(found), repr((found,)), f"{found}"):
        assert SECRET not in told
        assert SECRET[4:] not in told


def test_there_is_no_code_where_there_is_none() -> None:
    reader = CodeReader(seconds=1)
    assert [reader.read(empty_frame(number).picture) for number in range(6)] == [()] * 6


def test_a_hard_picture_takes_no_longer_than_it_may() -> None:
    """The clock here goes on by a second at each look at it, and only a second attempt reads this picture."""
    picture = frame(1.6, 0)
    for seconds, found in ((1.5, ()), (1000, (picture.data,))):
        looks = itertools.count()
        reader = CodeReader(seconds=seconds, clock=lambda looks=looks: float(next(looks)))  # type: ignore[misc]
        assert tuple(code.data for code in reader.read(picture.picture)) == found


def test_a_plain_code_is_read_even_without_time() -> None:
    """The first look is always made."""
    (found,) = CodeReader(seconds=0).read(on_clutter(picture_of(segno.make_qr("hello"))))
    assert found.text == "hello"
    assert CodeReader(seconds=0).read(frame(1.6, 0).picture) == ()


@pytest.mark.parametrize("kinds", [set(), {Symbology.HAN_XIN}, {Symbology.QR, Symbology.CODE_11}])
def test_a_kind_that_cannot_be_read_is_refused(kinds: set[Symbology]) -> None:
    with pytest.raises(ValueError, match="symbologies"):
        CodeReader(symbologies=kinds)
