# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer's answers mean: if these fail, a printer without paper, or no printer at all, looks healthy."""

from __future__ import annotations

import pytest

from printers.contract import CLEARED_BY, DeviceState, Paper, PrinterStatus, Trouble
from printers.receipt.hearing import is_fence_answer, is_status_answer
from printers.receipt.status import fence_paper, read_status, troubled

IDLE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


def test_four_idle_answers_are_a_healthy_printer() -> None:
    """0x12 is what every idle printer says."""
    status = read_status(IDLE)
    assert status == PrinterStatus(DeviceState.ONLINE, Paper.OK)
    assert status.can_print


@pytest.mark.parametrize(
    ("n", "bits", "trouble", "paper"),
    [
        (1, 0x08, Trouble.OFFLINE, Paper.UNKNOWN),
        (2, 0x04, Trouble.COVER_OPEN, Paper.UNKNOWN),
        (2, 0x20, Trouble.PAPER_OUT, Paper.OUT),
        (2, 0x40, Trouble.HARDWARE_ERROR, Paper.UNKNOWN),
        (3, 0x04, Trouble.HARDWARE_ERROR, Paper.UNKNOWN),
        (3, 0x08, Trouble.CUTTER_ERROR, Paper.JAMMED),
        (3, 0x20, Trouble.HARDWARE_ERROR, Paper.UNKNOWN),
        (3, 0x40, Trouble.OVERHEATED, Paper.UNKNOWN),
        (4, 0x60, Trouble.PAPER_OUT, Paper.OUT),
        (4, 0x6C, Trouble.PAPER_OUT, Paper.OUT),
        (4, 0x04, Trouble.GARBLED, Paper.UNKNOWN),
        (4, 0x08, Trouble.GARBLED, Paper.UNKNOWN),
        (4, 0x20, Trouble.GARBLED, Paper.UNKNOWN),
        (4, 0x40, Trouble.GARBLED, Paper.UNKNOWN),
    ],
)
def test_every_sign_of_trouble_stops_printing(n: int, bits: int, trouble: Trouble, paper: Paper) -> None:
    """Half a pair of sensor bits, which other programs take for enough paper, is no reading."""
    status = read_status(IDLE | {n: 0x12 | bits})
    assert status.trouble is trouble
    assert not status.can_print
    if trouble in {Trouble.PAPER_OUT, Trouble.CUTTER_ERROR, Trouble.GARBLED}:
        assert status.paper is paper


def test_near_end_is_low_and_prints() -> None:
    """A roll near its end still has receipts on it."""
    status = read_status(IDLE | {4: 0x1E})
    assert (status.paper, status.can_print) == (Paper.LOW, True)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_missing_or_foreign_answer_makes_all_unknown(n: int) -> None:
    """What cannot be read is never good, whichever of the four it is."""
    assert read_status({m: byte for m, byte in IDLE.items() if m != n}).trouble is Trouble.SILENT
    for byte in range(256):
        if byte & 0x93 != 0x12:
            status = read_status(IDLE | {n: byte})
            assert (status.state, status.trouble) == (DeviceState.UNKNOWN, Trouble.GARBLED)


def test_answers_are_told_apart_by_their_fixed_bits() -> None:
    """A fence that takes a status for its answer calls a receipt printed that is not."""
    for byte in range(256):
        assert not (is_status_answer(byte) and is_fence_answer(byte))
    for stray in (0x10, 0x11, 0x13, 0x18):
        assert not is_status_answer(stray)
        assert not is_fence_answer(stray)


@pytest.mark.parametrize(("byte", "paper"), [(0x00, Paper.OK), (0x03, Paper.LOW), (0x0C, Paper.OUT), (0x0F, Paper.OUT)])
def test_the_fence_reports_paper(byte: int, paper: Paper) -> None:
    """0F is what cheap printers say when the paper is out."""
    assert fence_paper(byte) is paper


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_an_action_and_a_state_that_does_not_print(trouble: Trouble) -> None:
    """The technician reads the action; a trouble without one is a dead end."""
    assert trouble in CLEARED_BY
    assert not troubled(trouble).can_print
    assert troubled(trouble).paper is Paper.UNKNOWN
