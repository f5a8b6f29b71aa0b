# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer says, told apart: if these fail, a pushed report passes for an answer, or one stray byte hides it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.contract import DeviceState, Paper, PrinterStatus, Trouble
from printers.receipt.hearing import Kind, Said, hear
from printers.receipt.profiles import Dialect
from printers.receipt.status import read_answers, read_full_status


def everything(data: bytes, dialect: Dialect = Dialect.EPSON) -> list[Said]:
    heard = bytearray(data)
    said = []
    while (one := hear(heard, dialect, over=True)) is not None:
        said.append(one)
    return said


def kinds(data: str, dialect: Dialect = Dialect.EPSON) -> list[Kind]:
    return [said.kind for said in everything(bytes.fromhex(data), dialect)]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("12", [Kind.STATUS]),
        ("7e", [Kind.STATUS]),
        ("11 12 13", [Kind.PUSHED, Kind.STATUS, Kind.PUSHED]),
        ("10 00 00 00 12", [Kind.PUSHED, Kind.STATUS]),
        ("18 00 0f 0f 00", [Kind.PUSHED, Kind.FENCE]),
        ("10 00 12", [Kind.NOISE, Kind.FENCE, Kind.STATUS]),
        ("a5 12", [Kind.NOISE, Kind.STATUS]),
        ("37 22 30 30 30 37 00", [Kind.FENCE]),
        ("37 25 00 12", [Kind.CLEARED, Kind.STATUS]),
        ("37 22 30 30 12", [Kind.NOISE, Kind.FENCE, Kind.NOISE, Kind.NOISE, Kind.STATUS]),
        ("37", [Kind.NOISE]),
        ("00 0c 0f", [Kind.FENCE, Kind.FENCE, Kind.FENCE]),
    ],
)
def test_sayings_of_epson_and_its_kin(wire: str, expected: list[Kind]) -> None:
    """A report cut short costs one byte, and what comes behind it is heard."""
    assert kinds(wire) == expected


def test_sayings_of_custom_printers() -> None:
    """Their full status begins as a report of Epson's does."""
    assert kinds("10 0f 00 00 00 00", Dialect.CUSTOM) == [Kind.STATUS]
    assert kinds("a5 10 0f 01 02 00 00", Dialect.CUSTOM) == [Kind.NOISE, Kind.STATUS]


def test_what_is_not_whole_is_waited_for() -> None:
    """Half a report would be read as noise and its rest as an answer to the fence."""
    for part in (b"\x10", b"\x10\x00\x00", b"\x37", b"\x37\x22\x30"):
        heard = bytearray(part)
        assert hear(heard, Dialect.EPSON, over=False) is None
        assert bytes(heard) == part


@given(st.binary(max_size=64), st.sampled_from(Dialect))
def test_nothing_is_lost_and_nothing_hangs(wire: bytes, dialect: Dialect) -> None:
    """Noise on the line would stop the terminal, or bytes would be read twice."""
    assert b"".join(said.data for said in everything(wire, dialect)) == wire


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("10 0f 00 00 00 00", PrinterStatus(DeviceState.ONLINE, Paper.OK)),
        ("10 0f 04 00 00 00", PrinterStatus(DeviceState.ONLINE, Paper.LOW)),
        ("10 0f 40 00 00 00", PrinterStatus(DeviceState.ONLINE, Paper.LOW)),
        ("10 0f 20 00 00 00", PrinterStatus(DeviceState.ONLINE, Paper.OK)),
        ("10 0f 05 00 00 00", PrinterStatus(DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT)),
        ("10 0f 00 01 00 00", PrinterStatus(DeviceState.USER_ERROR, Paper.OK, Trouble.COVER_OPEN)),
        ("10 0f 00 02 00 00", PrinterStatus(DeviceState.USER_ERROR, Paper.OK, Trouble.COVER_OPEN)),
        ("10 0f 00 00 01 00", PrinterStatus(DeviceState.OFFLINE, Paper.OK, Trouble.OVERHEATED)),
        ("10 0f 00 00 08 00", PrinterStatus(DeviceState.HARDWARE_ERROR, Paper.OK, Trouble.HARDWARE_ERROR)),
        ("10 0f 00 00 40 00", PrinterStatus(DeviceState.HARDWARE_ERROR, Paper.JAMMED, Trouble.PAPER_JAM)),
        ("10 0f 00 00 00 01", PrinterStatus(DeviceState.HARDWARE_ERROR, Paper.JAMMED, Trouble.CUTTER_ERROR)),
        ("10 0f 00 00 00 08", PrinterStatus(DeviceState.HARDWARE_ERROR, Paper.OK, Trouble.HARDWARE_ERROR)),
        ("10 0e 00 00 00 00", PrinterStatus(DeviceState.UNKNOWN, Paper.UNKNOWN, Trouble.GARBLED)),
        ("", PrinterStatus(DeviceState.UNKNOWN, Paper.UNKNOWN, Trouble.SILENT)),
    ],
)
def test_the_full_status_of_custom_printers(answer: str, status: PrinterStatus) -> None:
    """Bit by bit, as the manuals of KPM150 and TG02H have them."""
    assert read_full_status(bytes.fromhex(answer)) == status


@pytest.mark.parametrize(
    ("dialect", "answer", "state", "paper", "trouble"),
    [
        (Dialect.PANEL, "01", DeviceState.ONLINE, Paper.OK, None),
        (Dialect.PANEL, "04", DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT),
        (Dialect.PANEL, "09", DeviceState.HARDWARE_ERROR, Paper.OK, Trouble.HARDWARE_ERROR),
        (Dialect.PANEL, "41", DeviceState.OFFLINE, Paper.OK, Trouble.OVERHEATED),
        (Dialect.PANEL, "00", DeviceState.OFFLINE, Paper.OK, Trouble.OFFLINE),
        (Dialect.PANEL, "12", DeviceState.UNKNOWN, Paper.UNKNOWN, Trouble.GARBLED),
        (Dialect.PAPER_ONLY, "00", DeviceState.ONLINE, Paper.OK, None),
        (Dialect.PAPER_ONLY, "03", DeviceState.ONLINE, Paper.LOW, None),
        (Dialect.PAPER_ONLY, "0c", DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT),
        (Dialect.PAPER_ONLY, "0f", DeviceState.USER_ERROR, Paper.OUT, Trouble.PAPER_OUT),
        (Dialect.PAPER_ONLY, "12", DeviceState.UNKNOWN, Paper.UNKNOWN, Trouble.GARBLED),
    ],
)
def test_answers_in_one_byte(
    dialect: Dialect, answer: str, state: DeviceState, paper: Paper, trouble: Trouble | None
) -> None:
    """A wholly different map of bits, and 0F for an empty roll."""
    assert read_answers(dialect, [bytes.fromhex(answer)]) == PrinterStatus(state, paper, trouble)
