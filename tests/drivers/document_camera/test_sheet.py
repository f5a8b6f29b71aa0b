# SPDX-License-Identifier: GPL-3.0-or-later
import cv2
import numpy as np
import pytest

from drivers.document_camera.contract import DocumentTooBig, Lines, Paper
from drivers.document_camera.emulator import Desk, invented_card, invented_sheet
from drivers.document_camera.encode import encode
from drivers.document_camera.flatten import dpi_of, evenly_lit, glare_of, lines_of, sharpness_of, straightened
from drivers.document_camera.quad import in_order
from tests.drivers.document_camera.desk_places import place

SHEET = invented_sheet()
TRUTH = place((800, 600), (650, 919), 5)


def scanned(desk: Desk, sheet: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]" = SHEET) -> "cv2.typing.MatLike":
    return straightened(desk.render((sheet, TRUTH)), in_order(TRUTH), Paper.A4, 200).pixels


@pytest.mark.parametrize("desk", [Desk(), Desk(shade=0.6), Desk(shadow=0.5), Desk(light=0.4)])
def test_paper_becomes_white_and_a_seal_stays_red(desk: Desk) -> None:
    """A shadow would swallow writing, or a seal turn grey and the paper be refused for want of one."""
    flat = evenly_lit(np.asarray(scanned(desk), np.uint8))
    empty = flat[10:-10, int(0.02 * flat.shape[1]) : int(0.08 * flat.shape[1])]
    assert np.percentile(empty, 5) > 215
    hsv = cv2.cvtColor(flat, cv2.COLOR_BGR2HSV)
    red = ((hsv[..., 0] < 10) | (hsv[..., 0] > 170)) & (hsv[..., 1] > 110)
    middle, radius = (0.75 * flat.shape[1], flat.shape[0] * (1 - 9 / 56.6)), flat.shape[1] / 10
    y, x = np.nonzero(red)
    assert len(x) > 400
    assert abs(float(np.median(np.hypot(x - middle[0], y - middle[1]))) - radius) < 0.15 * radius


def test_sizes() -> None:
    """The platform would print the sheet too big, or call it too coarse."""
    assert dpi_of(in_order(TRUTH), Paper.A4) == pytest.approx(650 / 210 * 25.4, rel=0.01)
    assert dpi_of(in_order(TRUTH), Paper.OTHER) is None
    picture = Desk().render((SHEET, TRUTH))
    small = straightened(picture, in_order(TRUTH), Paper.A4, 50)
    assert small.dpi == 50
    assert small.pixels.shape[:2] == (585, 413)
    own = straightened(picture, in_order(TRUTH), Paper.A4, 300)
    assert own.dpi == pytest.approx(78.6, rel=0.01)  # nothing is invented that the camera has not seen
    other = straightened(picture, in_order(TRUTH), Paper.OTHER, 300)
    assert (other.dpi, other.pixels.shape[:2]) == (None, (919, 650))


def test_sharpness_falls_with_blur() -> None:
    """A scan that cannot be read would be sent, and come back weeks later."""
    sheet = np.asarray(scanned(Desk()), np.uint8)
    soft = [sharpness_of(np.asarray(cv2.GaussianBlur(sheet, (0, 0), sigma), np.uint8)) for sigma in (0.5, 1, 2, 3, 5)]
    assert soft == sorted(soft, reverse=True)
    assert sharpness_of(sheet) > 0.4
    assert soft[3] < 0.2
    assert sharpness_of(np.full((900, 600, 3), 240, np.uint8)) == 0.0


def test_a_mirrored_lamp_is_seen() -> None:
    """The line under the lamp would be missing."""
    assert glare_of(np.asarray(scanned(Desk()), np.uint8)) < 0.005
    assert glare_of(np.asarray(scanned(Desk(lamp=(850, 550))), np.uint8)) > 0.02


def test_how_lines_run() -> None:
    """A sheet that lay across would be shown across, and nobody could read it on the screen."""
    sheet = np.asarray(scanned(Desk()), np.uint8)
    assert lines_of(sheet) is Lines.ACROSS
    assert lines_of(np.asarray(cv2.rotate(sheet, cv2.ROTATE_90_CLOCKWISE), np.uint8)) is Lines.UPWARDS
    assert lines_of(np.full((900, 600, 3), 240, np.uint8)) is Lines.UNKNOWN


def test_a_size_limit_is_kept() -> None:
    """The platform would refuse the scan, and the citizen would have to come again."""
    sheet = np.asarray(scanned(Desk()), np.uint8)
    for limit in (300_000, 120_000, 60_000):
        jpeg = encode(sheet, limit)
        assert len(jpeg.data) <= limit
        decoded = cv2.imdecode(np.frombuffer(jpeg.data, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        assert decoded.shape[:2] == (jpeg.height, jpeg.width)
    assert encode(sheet, 5_000_000).width == sheet.shape[1]
    with pytest.raises(DocumentTooBig):
        encode(sheet, 2_000)
    assert encode(np.asarray(cv2.resize(invented_card(), (200, 126)), np.uint8), 50_000).width == 200


def test_no_metadata() -> None:
    """Place, time and make of the camera would travel with each scan."""
    data = encode(SHEET, 1_000_000).data
    at = 2
    while data[at + 1] != 0xDA:
        assert data[at + 1] not in {0xE1, 0xED, 0xFE}  # EXIF or XMP, IPTC, a comment
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
