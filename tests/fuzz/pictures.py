# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of pictures, of the codes in them, and of how they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from drivers.camera import v4l2_abi as abi
from drivers.camera.contract import Camera, Frame, Region, Spectrum
from drivers.camera.decode import decode
from drivers.camera.exposure import level
from drivers.camera.health import measure
from drivers.camera.mjpeg import MjpegSource
from drivers.camera.multipart import NotAStream, Parts, boundary_of, parse_head
from drivers.camera.source import Encoded, Encoding
from drivers.codes import zbar, zxing
from drivers.codes.charset import text_of
from drivers.codes.parts import whole_codes
from drivers.codes.picture import PictureUnusable
from drivers.codes.qr.reed_solomon import correct
from drivers.codes.qr.segments import Malformed, parse
from drivers.codes.qr.symbol import content_of
from drivers.codes.reader import CodeReader
from drivers.contract import DeviceError
from drivers.document_camera.contract import Guidance, Paper
from drivers.document_camera.page_camera import PageCamera
from drivers.document_camera.steady import Steady
from drivers.line import Line
from tests.fuzz.other_side import Clock, ScriptedLine
from tests.fuzz.parser import Feed, Parser, whole

Picture = NDArray[np.uint8]


def picture_of(data: bytes) -> Picture:
    """Return the picture that an input describes: rows, columns, a byte of ways, then cells, over and over.

    A cell is a bit or a byte, and becomes so many pixels on each side.
    """
    rows, columns, ways = data[:3].ljust(3, b"\1")
    numbers = np.frombuffer(data[3:] or b"\0", np.uint8)
    if ways & 0x10:
        numbers = np.unpackbits(numbers) * np.uint8(255)
    channels = 3 if ways & 0x08 else 1
    grid = np.resize(numbers, (rows % 180 + 1, columns % 180 + 1, channels))
    times = ways % 4 + 1
    picture = np.kron(grid, np.ones((times, times, 1), np.uint8))
    return np.asarray(picture if channels == 3 else picture[:, :, 0], np.uint8)


def _described(picture: Picture, ways: int) -> bytes:
    """Return the input that describes a grey picture of cells."""
    head = bytes((picture.shape[0] - 1, picture.shape[1] - 1, ways))
    return head + (np.packbits(picture > 127).tobytes() if ways & 0x10 else picture.tobytes())


def _modules(symbol: segno.QRCode, border: int = 4) -> Picture:
    return np.array([*symbol.matrix_iter(border=border)], np.uint8)


def _qr(content: str, **wishes: Any) -> Picture:
    return (1 - _modules(segno.make(content, micro=False, **wishes))) * np.uint8(255)


# Codes.

_READER = CodeReader(seconds=0.5)
_BITS = 0x10 | 2
_SYMBOLS = (
    _described(_qr("https://example.org/"), _BITS),
    _described(_qr("社会保障卡", encoding="gb18030", eci=True), _BITS),
    _described(_qr("中文", encoding="utf-8", version=7), _BITS),
    _described(
        np.hstack([(1 - _modules(one)) * np.uint8(255) for one in segno.make_sequence("A" * 60, version=2)])[:, :180],
        _BITS,
    ),
)


def _unreadable() -> bytes:
    """A place that looks like a code and is none."""
    picture = np.full((100, 100), 255, np.uint8)
    picture[20:80, 20:80] = np.random.default_rng(1).integers(0, 2, (60, 60)) * 255
    return _described(picture, _BITS)


def _read_codes(data: bytes) -> None:
    picture = picture_of(data)
    _READER.read(picture)
    grey = picture if picture.ndim == 2 else np.ascontiguousarray(picture[:, :, 0])
    zbar.read(grey)
    zbar.read_plain(grey)
    for code in whole_codes(zxing.read(grey, zxing.SYMBOLOGIES, invert=True)):
        assert code.data


def _symbol(data: bytes) -> None:
    version, ways = data[:2].ljust(2, b"\0")
    side = 17 + 4 * (version % 40 + 1)
    dark = np.resize(np.unpackbits(np.frombuffer(data[2:] or b"\0", np.uint8)), (side, side)).astype(np.bool_)
    content_of(dark, ways % 8, "LMQH"[ways >> 3 & 3], b"https://example.org/")


def _symbol_seed() -> bytes:
    symbol = segno.make("https://example.org/", version=2, error="M", mask=3, micro=False, boost_error=False)
    return bytes((1, 3 | 1 << 3)) + np.packbits(_modules(symbol, border=0)).tobytes()


def _codewords(*fields: tuple[int, int]) -> bytes:
    """Return an input for version 1 out of values and their bits, filled up."""
    bits = "".join(f"{value:0{width}b}" for value, width in fields)
    return bytes(1) + int(bits.ljust(152, "0"), 2).to_bytes(19, "big")


_CODEWORDS = (
    _codewords((4, 4), (5, 8), (int.from_bytes(b"hello", "big"), 40), (1, 4), (5, 10), (123, 10), (45, 7)),
    _codewords((7, 4), (29, 8), (4, 4), (2, 8), (0xD6D0, 16), (2, 4), (3, 9), (461, 11), (44, 6)),
    _codewords((3, 4), (0x0155, 16), (13, 4), (1, 4), (1, 8), (1234, 13), (8, 4), (2, 8), (0x1AAA, 13), (99, 13)),
    _codewords((5, 4), (7, 4), (0x8123, 16), (9, 4), (65, 8), (7, 4), (0xC00123, 24), (4, 4), (1, 8), (65, 8)),
)


def _block(data: bytes) -> None:
    check = data[0] % 60 + 2 if data else 2
    block = np.frombuffer(data[1:256].ljust(check + 1, b"\0"), np.uint8)
    mended = correct(block, check)
    assert mended is None or len(mended) == len(block)


# Cameras.


def _jpeg(picture: Picture, *wishes: int) -> bytes:
    return cv2.imencode(".jpg", picture, wishes)[1].tobytes()


_FACE = np.kron(np.arange(192, dtype=np.uint8).reshape(8, 8, 3), np.ones((4, 4, 1), np.uint8))
_JPEGS = (
    _jpeg(_FACE),
    _jpeg(_FACE, cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    _jpeg(_FACE[:, :, 0], cv2.IMWRITE_JPEG_RST_INTERVAL, 1),
)


def _decode_jpeg(data: bytes) -> None:
    pixels = decode(Encoded(data, Encoding.JPEG, 0.0, 1))
    if pixels is not None:
        _judge(pixels)


def _decode_raw(data: bytes) -> None:
    width, height = (int.from_bytes(data[at : at + 2], "big") for at in (0, 2))
    for encoding in (Encoding.YUYV, Encoding.GREY):
        pixels = decode(Encoded(data[4:], encoding, 0.0, 1, width, height))
        if pixels is not None:
            _judge(pixels)


def _judge(pixels: Picture) -> None:
    assert measure(pixels).health
    level(pixels, Region(3, 3, 5, 5))


def _head(data: bytes) -> None:
    _, kind = parse_head(data)
    Parts(boundary_of(kind))


def _stream() -> Feed:
    return Parts(b"frame").feed


def _stream_of_short_marks() -> Feed:
    return Parts(b"a").feed


class _Http(MjpegSource):
    """A network camera that says what an input tells."""

    def __init__(self, data: bytes, clock: Clock) -> None:
        super().__init__("http://127.0.0.1/", limit=1.0, now=clock)
        self._said = ScriptedLine(iter((data,)), clock)

    def _connect(self) -> Line:
        return self._said


def _watch(data: bytes) -> None:
    camera = _Http(data, Clock())
    camera.begin()
    for _ in range(3):
        picture = camera.read(0.5)
        if picture is not None:
            decode(picture)
    camera.end()


_PART = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(_JPEGS[0]) + _JPEGS[0] + b"\r\n"
_WITHOUT_LENGTH = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + _JPEGS[0] + b"\r\n"
_ANSWER = b"HTTP/1.0 200 OK\r\nServer: camera\r\nContent-Type: multipart/x-mixed-replace; boundary=--frame\r\n\r\n"

_ANSWERS_OF_V4L2: tuple[tuple[Callable[[bytes], object], int], ...] = (
    (abi.node, abi.QUERYCAP),
    (abi.format_code, abi.ENUM_FMT),
    (abi.agreed, abi.S_FMT),
    (abi.granted, abi.REQBUFS),
    (abi.place, abi.QUERYBUF),
    (abi.filled, abi.DQBUF),
    (abi.control_range, abi.QUERYCTRL),
    (abi.value_of, abi.G_CTRL),
)


def _kernel(data: bytes) -> None:
    for understand, request in _ANSWERS_OF_V4L2:
        size = len(abi.blank(request))
        understand(data.ljust(size, b"\0")[:size])


# Document cameras.

_DESK = np.full((150, 180), 40, np.uint8)
_DESK[16:132, 8:172] = 230
_DESK[30:120:8, 30:150] = 30


def _scan(data: bytes) -> None:
    """Look twice at the same picture; take it when the camera would."""
    head, cells = data[:3].ljust(3, b"\1"), data[3:]
    picture = picture_of(head[:2] + bytes((head[2] | 0x08,)) + bytes(cell for cell in cells for _ in range(3)))
    paper = [*Paper][head[2] >> 5 & 3]
    steady = Steady(paper, 0.6)
    looks = [steady.look(picture, at) for at in (0.0, 1.0)]
    corners = looks[-1].corners
    if looks[-1].guidance is Guidance.TAKEN and corners is not None:
        frame = Frame(picture, 0.0, 1, Spectrum.RGB)
        assert PageCamera(cast("Camera", None))._finished(frame, corners, paper).jpeg


_TABLES = 10_000_000
"""The order of bits for each of the forty sizes of QR code."""

PICTURES = (
    whole(
        "codes.picture",
        _read_codes,
        (*_SYMBOLS, _unreadable()),
        PictureUnusable,
        seconds=2.0,
        examples=15,
        tables=_TABLES,
    ),
    whole("codes.symbol", _symbol, (_symbol_seed(),), seconds=2.0, examples=20, tables=_TABLES),
    whole("codes.block", _block, (bytes((24,)) + bytes(50),), examples=20),
    whole(
        "codes.segments",
        lambda data: parse(data[1:], data[0] % 40 + 1 if data else 1),
        _CODEWORDS,
        Malformed,
    ),
    whole(
        "codes.text",
        text_of,
        (
            *("中文".encode(), b"\xc4\xa7\xce\xb1", "中文字符".encode("gb18030"), b"Stra\xdfe", b"Gr\xf6\xdfe"),
            *("カタカナ".encode("cp932"), "横浜市".encode("cp932")),
        ),
    ),
    whole("camera.jpeg", _decode_jpeg, _JPEGS, seconds=2.0),
    whole("camera.raw", _decode_raw, (b"\0\4\0\4" + bytes(range(32)), b"\0\5\0\3" + bytes(30))),
    whole("camera.http_head", _head, (_ANSWER[:-2],), NotAStream),
    Parser("camera.stream", _stream, (_PART * 3, _WITHOUT_LENGTH * 3), (NotAStream,), is_stream=True, keeps=9_000_000),
    Parser(
        "camera.short_marks",
        _stream_of_short_marks,
        (b"--a\r\n\r\nb\r\n--a",),
        (NotAStream,),
        is_stream=True,
        keeps=9_000_000,
    ),
    whole("camera.http", _watch, (_ANSWER + _PART * 3,), DeviceError),
    whole("camera.kernel", _kernel, (bytes(range(208)),)),
    whole(
        "document_camera.scan",
        _scan,
        [_described(_DESK, 3 | paper << 5) for paper in (1, 3)],
        seconds=3.0,
        examples=8,
    ),
)
