# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes on the wire, against Epson's pages: if these fail, real printers print rubbish or nothing."""

from __future__ import annotations

from printers.raster import Raster
from printers.receipt import escpos
from printers.receipt.profiles import Fence


def test_fixed_commands_are_those_of_the_command_reference() -> None:
    """A wrong byte here is a wrong command in every printer in the field."""
    fixed = (
        (escpos.INITIALISE, "1b40"),
        (escpos.NO_AUTOMATIC_STATUS, "1d6100"),
        (escpos.FENCE, "1d7201"),
        (escpos.FEED_AND_CUT, "1d564200"),
        (escpos.FEED_AND_CUT_THROUGH, "1d564100"),
        (escpos.FEED_TO_THE_EDGE, "1b4a78"),
        (escpos.CLEAR_BUFFERS, "10140801031401060208"),
        (escpos.ASK_PAPER, "1d7201"),
        (escpos.ASK_PANEL, "1b7600"),
        (escpos.CHINESE, "1c26"),
        (escpos.ask_fence(Fence.PROCESS_ID, 42), "1d284806003030" + "30303432"),
        (escpos.style(size=2, centred=True), "1b6101" + "1d2111"),
        (escpos.line_height(36), "1b3324"),
        (escpos.feed(255), "1b4aff"),
    )
    for command, expected in fixed:
        assert command.hex() == expected
    assert [escpos.ask_status(n) for n in escpos.STATUS_QUESTIONS] == [bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)]


def test_a_qr_code_of_the_printer_byte_by_byte() -> None:
    """Model 2, modules of 6 dots, medium mending, 5 bytes stored behind 3 of its own, printed: five commands."""
    assert escpos.qr_code(b"12345", 6) == bytes.fromhex(
        "1d286b 0400 31413200 1d286b 0300 314306 1d286b 0300 314531 1d286b 0800 315030 3132333435 1d286b 0300 315130"
    )


def test_a_small_picture_byte_by_byte() -> None:
    """Width counts in bytes, height in dots, low byte first, the leftmost dot in the highest bit."""
    raster = Raster(width=16, bits=bytes.fromhex("8001ffff0000"))
    assert b"".join(escpos.encode_job(raster)) == bytes.fromhex(
        "1b40 1d6100 1d763000 0200 0300 8001 ffff 0000 1d564200"
    )


def test_a_long_picture_goes_out_in_bands_of_4_kib() -> None:
    """An old printer's buffer overflows with one band of a whole receipt, and the rest is printed as letters."""
    raster = Raster(width=576, bits=bytes(range(256)) * (72 * 1000 // 256) + bytes(72 * 1000 % 256))
    bands = list(escpos.raster_bands(raster))
    assert all(len(band) <= 8 + 4096 for band in bands)
    assert b"".join(band[8:] for band in bands) == raster.bits
    assert sum(int.from_bytes(band[6:8], "little") for band in bands) == 1000
    assert {band[:6] for band in bands} == {bytes.fromhex("1d763000 4800")}
