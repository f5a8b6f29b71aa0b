# SPDX-License-Identifier: GPL-3.0-or-later
import cv2
import numpy as np
import pytest

from drivers.camera.decode import decode, jpeg_size
from drivers.camera.source import Encoded, Encoding


def jpeg(width: int = 64, height: int = 48) -> bytes:
    picture = np.indices((height, width)).sum(0).astype(np.uint8)
    done, data = cv2.imencode(".jpg", cv2.merge((picture, picture // 2, 255 - picture)))
    assert done
    return data.tobytes()


def encoded(data: bytes, encoding: Encoding = Encoding.JPEG, width: int = 0, height: int = 0) -> Encoded:
    return Encoded(data, encoding, 1.0, 1, width, height)


def test_pixels_are_blue_green_red_and_read_only() -> None:
    """One who draws on a frame would draw on everybody's; swapped colours would spoil every comparison of faces."""
    pixels = decode(encoded(jpeg()))
    assert pixels is not None
    assert pixels.shape == (48, 64, 3)
    assert pixels.dtype == np.uint8
    assert pixels[0, 0, 2] > 200
    assert pixels[0, 0, 0] < 60
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0, 0] = 1


def test_other_formats() -> None:
    """An infrared camera or a simple one would show nothing."""
    grey = decode(encoded(bytes(range(12)), Encoding.GREY, 4, 3))
    assert grey is not None
    assert grey[2, 3].tolist() == [11, 11, 11]
    white = decode(encoded(bytes((235, 128)) * 12, Encoding.YUYV, 4, 3))
    assert white is not None
    assert white.min() > 250
    assert decode(encoded(bytes(11), Encoding.GREY, 4, 3)) is None
    assert decode(encoded(bytes(23), Encoding.YUYV, 4, 3)) is None
    assert decode(encoded(b"", Encoding.GREY)) is None


def test_padding_and_missing_tables_are_no_damage() -> None:
    """Many USB cameras pad their pictures and leave the Huffman tables out."""
    data = jpeg()
    for padding in (bytes(300), bytes(range(200)), b"\xff" * 50):
        assert decode(encoded(data + padding)) is not None
    at, kept = 2, data[:2]
    while data[at + 1] != 0xDA:
        size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] != 0xC4:
            kept += data[at : at + size]
        at += size
    bare = decode(encoded(kept + data[at:]))
    whole = decode(encoded(data))
    assert bare is not None
    assert whole is not None
    assert np.array_equal(bare, whole)


def test_half_a_picture_is_none() -> None:
    """The lower half of a face would be grey, and nobody would be told."""
    data = jpeg()
    for size in (0, 1, 2, 20, len(data) // 2, len(data) - 1):
        assert decode(encoded(data[:size])) is None


def test_a_size_that_nobody_has_takes_no_memory() -> None:
    """Four damaged bytes in a header would ask for gigabytes."""
    data = jpeg()
    at = data.index(b"\xff\xc0")
    assert jpeg_size(data) == (64, 48)
    huge = data[: at + 5] + b"\xff\xff\xff\xff" + data[at + 9 :]
    assert jpeg_size(huge) == (65535, 65535)
    assert decode(encoded(huge)) is None
    assert decode(encoded(b"\0" * 9, Encoding.GREY, 100_000, 100_000)) is None


def test_many_passes_over_a_picture_are_refused() -> None:
    """Sixty bytes each would hold the camera's thread for another hundredth of a second, for half an hour in all."""
    picture = np.zeros((48, 64, 3), np.uint8)
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    assert decode(encoded(data)) is not None
    last = data[data.rindex(b"\xff\xda") : -2]
    assert decode(encoded(data[:-2] + 1000 * last + data[-2:])) is None


@pytest.mark.parametrize("before", [b"\xff\x01", b"\xff\xd0", b"\xff\xc9\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00"])
def test_a_header_that_can_be_read_in_two_ways_is_none(before: bytes) -> None:
    """The decoder would take memory for another size than the one that was looked at."""
    data = jpeg()
    assert jpeg_size(data[:2] + before + data[2:]) is None


def test_an_odd_width_of_pixels_in_pairs_is_no_picture() -> None:
    """A driver of the system that agrees to it would end the camera's thread with a mistake of OpenCV's."""
    assert decode(encoded(bytes(30), Encoding.YUYV, 5, 3)) is None
    assert decode(encoded(bytes(32), Encoding.YUYV, 4, 4)) is not None
