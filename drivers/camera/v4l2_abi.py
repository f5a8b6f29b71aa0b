# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of Video4Linux2 that a camera needs: structures ↔ bytes and request numbers, as pure functions.

Source: the kernel's userspace API guide, part I "Video for Linux API", and its header `linux/videodev2.h`; the layouts
are those of 64-bit Linux.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass


def _request(direction: int, number: int, size: int) -> int:
    """`_IOC` of the kernel: direction (1 to the kernel, 2 from it), size, type `V`, number."""
    return direction << 30 | size << 16 | ord("V") << 8 | number


_CAPABILITY = struct.Struct("=16s32s32s3I12x")
_FORMAT = struct.Struct("=I4x8I168x")
_ENUM_FORMAT = struct.Struct("=3I32sI16x")
_STREAM_PARAMETERS = struct.Struct("=5I184x")
_REQUEST_BUFFERS = struct.Struct("=3I8x")
_BUFFER = struct.Struct("=5I4x2q16x2IQI12x")
_CONTROL = struct.Struct("=Ii")
_QUERY_CONTROL = struct.Struct("=2I32s4iI8x")
_INT = struct.Struct("=i")

QUERYCAP = _request(2, 0, _CAPABILITY.size)
ENUM_FMT = _request(3, 2, _ENUM_FORMAT.size)
S_FMT = _request(3, 5, _FORMAT.size)
REQBUFS = _request(3, 8, _REQUEST_BUFFERS.size)
QUERYBUF = _request(3, 9, _BUFFER.size)
QBUF = _request(3, 15, _BUFFER.size)
DQBUF = _request(3, 17, _BUFFER.size)
STREAMON = _request(1, 18, _INT.size)
STREAMOFF = _request(1, 19, _INT.size)
S_PARM = _request(3, 22, _STREAM_PARAMETERS.size)
G_CTRL = _request(3, 27, _CONTROL.size)
S_CTRL = _request(3, 28, _CONTROL.size)
QUERYCTRL = _request(3, 36, _QUERY_CONTROL.size)

_VIDEO_CAPTURE = 1
_MEMORY_MMAP = 1
_CAN_CAPTURE = 0x0000_0001
_CAN_STREAM = 0x0400_0000
_HAS_DEVICE_CAPS = 0x8000_0000
_FLAG_ERROR = 0x40
_TIMESTAMP_MASK, _TIMESTAMP_MONOTONIC = 0xE000, 0x2000
_CONTROL_DISABLED = 0x01

MJPG, JPEG, YUYV, GREY = (int.from_bytes(code, "little") for code in (b"MJPG", b"JPEG", b"YUYV", b"GREY"))

# Controls, with the values that are used.
POWER_LINE_FREQUENCY, MAINS_50_HZ = 0x0098_0918, 1
AUTO_WHITE_BALANCE = 0x0098_090C
GAIN = 0x0098_0913
EXPOSURE_AUTO, MANUAL, APERTURE_PRIORITY = 0x009A_0901, 1, 3
EXPOSURE_ABSOLUTE = 0x009A_0902
"""Exposure time in units of 100 µs."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a device node is."""

    card: str
    captures: bool
    """Whether pictures can be streamed from it; the second node of a USB camera carries metadata only."""


@dataclass(frozen=True, slots=True)
class Format:
    """What was agreed on."""

    width: int
    height: int
    code: int
    size: int
    """Bytes of the biggest picture."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A buffer with a picture in it."""

    index: int
    used: int
    damaged: bool
    sequence: int
    captured_at: float | None
    """Seconds of the monotonic clock; None where the driver counts by another one."""


@dataclass(frozen=True, slots=True)
class Control:
    """Range of a control."""

    least: int
    most: int
    usable: bool


def blank(request: int) -> bytearray:
    """Return a zeroed structure for a request that asks for nothing in particular."""
    return bytearray(request >> 16 & 0x3FFF)


def node(data: bytes | bytearray) -> Node:
    """Understand the answer to QUERYCAP."""
    _, card, _, _, whole, of_node = _CAPABILITY.unpack(data)
    can = of_node if whole & _HAS_DEVICE_CAPS else whole
    return Node(_text(card), bool(can & _CAN_CAPTURE and can & _CAN_STREAM))


def ask_format(index: int) -> bytearray:
    """Build the question for the format of this index."""
    return bytearray(_ENUM_FORMAT.pack(index, _VIDEO_CAPTURE, 0, b"", 0))


def format_code(data: bytes | bytearray) -> int:
    """Return the code out of the answer to ENUM_FMT."""
    return int(_ENUM_FORMAT.unpack(data)[4])


def want_format(width: int, height: int, code: int) -> bytearray:
    """Build a wish for size and format; interlacing as the driver likes."""
    return bytearray(_FORMAT.pack(_VIDEO_CAPTURE, width, height, code, 0, 0, 0, 0, 0))


def agreed(data: bytes | bytearray) -> Format:
    """Understand the answer to S_FMT."""
    _, width, height, code, _, _, size, _, _ = _FORMAT.unpack(data)
    return Format(width, height, code, size)


def want_rate(per_second: int) -> bytearray:
    """Build a wish for pictures a second."""
    return bytearray(_STREAM_PARAMETERS.pack(_VIDEO_CAPTURE, 0, 0, 1, per_second))


def want_buffers(count: int) -> bytearray:
    """Build a request for buffers to map; 0 gives all back."""
    return bytearray(_REQUEST_BUFFERS.pack(count, _VIDEO_CAPTURE, _MEMORY_MMAP))


def granted(data: bytes | bytearray) -> int:
    """Return how many buffers REQBUFS has granted."""
    return int(_REQUEST_BUFFERS.unpack(data)[0])


def buffer(index: int) -> bytearray:
    """Build the structure that names a buffer."""
    return bytearray(_BUFFER.pack(index, _VIDEO_CAPTURE, 0, 0, 0, 0, 0, 0, _MEMORY_MMAP, 0, 0))


def place(data: bytes | bytearray) -> tuple[int, int]:
    """Return offset and length for mapping a buffer, out of the answer to QUERYBUF."""
    *_, offset, length = _BUFFER.unpack(data)
    return offset & 0xFFFF_FFFF, length


def filled(data: bytes | bytearray) -> Filled:
    """Understand the answer to DQBUF."""
    index, _, used, flags, _, seconds, micros, sequence, _, _, _ = _BUFFER.unpack(data)
    monotonic = flags & _TIMESTAMP_MASK == _TIMESTAMP_MONOTONIC
    return Filled(index, used, bool(flags & _FLAG_ERROR), sequence, seconds + micros / 1e6 if monotonic else None)


def capture_type() -> bytearray:
    """Build what STREAMON and STREAMOFF take."""
    return bytearray(_INT.pack(_VIDEO_CAPTURE))


def ask_control(control: int) -> bytearray:
    """Build the question for a control's range."""
    return bytearray(_QUERY_CONTROL.pack(control, 0, b"", 0, 0, 0, 0, 0))


def control_range(data: bytes | bytearray) -> Control:
    """Understand the answer to QUERYCTRL. A control may be there and disabled."""
    _, _, _, least, most, _, _, flags = _QUERY_CONTROL.unpack(data)
    return Control(least, most, not flags & _CONTROL_DISABLED)


def setting(control: int, value: int = 0) -> bytearray:
    """Build a control's value to set, or the question for it."""
    return bytearray(_CONTROL.pack(control, value))


def value_of(data: bytes | bytearray) -> int:
    """Return the value out of the answer to G_CTRL."""
    return int(_CONTROL.unpack(data)[1])


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("utf-8", "replace")
