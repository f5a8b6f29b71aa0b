# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and offsets as a C program prints them that is compiled with the kernel's `linux/videodev2.h` (x86-64)."""

import pytest

from drivers.camera import v4l2_abi as abi


@pytest.mark.parametrize(
    ("request_number", "value"),
    [
        (abi.QUERYCAP, 0x80685600),
        (abi.ENUM_FMT, 0xC0405602),
        (abi.S_FMT, 0xC0D05605),
        (abi.REQBUFS, 0xC0145608),
        (abi.QUERYBUF, 0xC0585609),
        (abi.QBUF, 0xC058560F),
        (abi.DQBUF, 0xC0585611),
        (abi.STREAMON, 0x40045612),
        (abi.STREAMOFF, 0x40045613),
        (abi.S_PARM, 0xC0CC5616),
        (abi.G_CTRL, 0xC008561B),
        (abi.S_CTRL, 0xC008561C),
        (abi.QUERYCTRL, 0xC0445624),
        (abi.GAIN, 0x980913),
        (abi.EXPOSURE_ABSOLUTE, 0x9A0902),
        (abi.EXPOSURE_AUTO, 0x9A0901),
        (abi.POWER_LINE_FREQUENCY, 0x980918),
        (abi.AUTO_WHITE_BALANCE, 0x98090C),
    ],
)
def test_the_kernels_numbers(request_number: int, value: int) -> None:
    """The kernel would refuse each call of the driver."""
    assert request_number == value


def put(length: int, /, **fields: tuple[int, int]) -> bytes:
    """Build a structure of `length` bytes from offsets and 32-bit values."""
    data = bytearray(length)
    for offset, value in fields.values():
        data[offset : offset + 4] = value.to_bytes(4, "little")
    return bytes(data)


def test_a_filled_buffer() -> None:
    """Pictures would come from the wrong buffer, or with a wrong moment, and pairs would never match."""
    moment = {"seconds": (24, 77), "micros": (32, 500_000)}
    whole = put(88, index=(0, 2), used=(8, 4711), flags=(12, 0x2041), count=(56, 9), **moment)
    assert abi.filled(whole) == abi.Filled(index=2, used=4711, damaged=True, sequence=9, captured_at=77.5)
    assert abi.filled(put(88, flags=(12, 0x4001))).captured_at is None


def test_where_a_buffer_is() -> None:
    """Another process's memory would be mapped, or none."""
    assert abi.place(put(88, offset=(64, 0x100000), extent=(72, 4096))) == (0x100000, 4096)


def test_what_was_agreed_on() -> None:
    """A YUYV picture would be understood as another size."""
    answer = put(208, width=(8, 640), height=(12, 480), code=(16, 0x47504A4D), size=(28, 1 << 20))
    assert abi.agreed(answer) == abi.Format(640, 480, abi.MJPG, 1 << 20)
    wish = bytes(abi.want_format(1280, 720, abi.YUYV))
    assert wish == put(208, type=(0, 1), width=(8, 1280), height=(12, 720), code=(16, 0x56595559))


def test_what_a_node_is() -> None:
    """The metadata node of a camera would be taken for the camera."""
    data = bytearray(104)
    data[16:23] = "HD 摄".encode() + b"\0"
    for can, captures in ((0x0420_0001, True), (0x04A0_0000, False)):
        data[84:88] = (0x84A0_0001).to_bytes(4, "little")
        data[88:92] = can.to_bytes(4, "little")
        assert abi.node(data).captures is captures
    assert abi.node(data).card == "HD 摄"


def test_a_controls_range() -> None:
    """Exposure would be set beyond what the camera has."""
    answer = put(68, least=(40, 3), most=(44, 2047), flags=(56, 0))
    assert abi.control_range(answer) == abi.Control(3, 2047, usable=True)
    assert not abi.control_range(put(68, flags=(56, 1))).usable
