# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of a receipt printer's answers (Epson DLE EOT, GS r). Pure.

Status says how the printer is, never that a job came out.
"""

from __future__ import annotations

from collections.abc import Mapping

from printers.contract import DeviceState, Paper, PrinterStatus, Trouble
from printers.receipt.escpos import STATUS_QUESTIONS

_STATES = {
    Trouble.COVER_OPEN: DeviceState.USER_ERROR,
    Trouble.PAPER_OUT: DeviceState.USER_ERROR,
    Trouble.CUTTER_ERROR: DeviceState.HARDWARE_ERROR,
    Trouble.HARDWARE_ERROR: DeviceState.HARDWARE_ERROR,
    Trouble.OVERHEATED: DeviceState.OFFLINE,
    Trouble.OFFLINE: DeviceState.OFFLINE,
    Trouble.ABSENT: DeviceState.NO_DEVICE,
    Trouble.REFUSED: DeviceState.OFFLINE,
    Trouble.LOST: DeviceState.NO_DEVICE,
    Trouble.SILENT: DeviceState.UNKNOWN,
    Trouble.GARBLED: DeviceState.UNKNOWN,
    Trouble.CLOSED: DeviceState.UNKNOWN,
}


def troubled(trouble: Trouble, paper: Paper = Paper.UNKNOWN) -> PrinterStatus:
    """Return the status of a printer in trouble; a paper that was not read is unknown."""
    return PrinterStatus(_STATES[trouble], paper, trouble)


def is_status_answer(byte: int) -> bool:
    """Tell whether a byte has the fixed bits of an answer to DLE EOT, 0xx1xx10.

    Automatic status (0xx1xx00), XON and XOFF have not.
    """
    return byte & 0x93 == 0x12


FLOW_CONTROL = frozenset({0x11, 0x13})
"""XON and XOFF, which a serial printer may send between its answers."""


def is_automatic_status(byte: int) -> bool:
    """Tell whether a byte begins an automatic status of four bytes (Epson GS a), 0xx1xx00."""
    return byte & 0x93 == 0x10


def is_automatic_status_rest(byte: int) -> bool:
    """Tell whether a byte can be the second to fourth of an automatic status, 0xx0xxxx."""
    return byte & 0x90 == 0x00


def says_offline(byte: int) -> bool:
    """Tell whether the answer to DLE EOT 1 says that the printer is offline; its bit 3 is set when it is."""
    return byte & 0x08 != 0


def is_fence_answer(byte: int) -> bool:
    """Tell whether a byte has the fixed bits of an answer to GS r, 0xx0xxxx."""
    return byte & 0x90 == 0x00


def fence_paper(byte: int) -> Paper:
    """Return the paper by the answer to GS r 1: 00 enough, 03 near its end, 0C out (0F on cheap printers)."""
    if byte & 0x0C:
        return Paper.OUT
    return Paper.LOW if byte & 0x03 else Paper.OK


def read_status(answers: Mapping[int, int]) -> PrinterStatus:
    """Return the status by the answers to DLE EOT, `n` → byte.

    An answer that is missing or does not have its fixed bits makes the whole unknown: what cannot be read is never
    good.
    """
    if any(n not in answers for n in STATUS_QUESTIONS):
        return troubled(Trouble.SILENT)
    if not all(is_status_answer(byte) for byte in answers.values()):
        return troubled(Trouble.GARBLED)
    paper = _paper(answers[4])
    offline, cause, error = says_offline(answers[1]), answers[2], answers[3]
    # In the order in which a person can do something about them.
    signs = (
        (cause & 0x04, Trouble.COVER_OPEN),
        (cause & 0x20 or paper is Paper.OUT, Trouble.PAPER_OUT),
        (error & 0x08, Trouble.CUTTER_ERROR),
        (error & 0x20, Trouble.HARDWARE_ERROR),
        (error & 0x40, Trouble.OVERHEATED),
        (error & 0x04 or cause & 0x40, Trouble.HARDWARE_ERROR),
        (paper is Paper.UNKNOWN, Trouble.GARBLED),
        (offline, Trouble.OFFLINE),
    )
    for sign, trouble in signs:
        if sign:
            if trouble is Trouble.PAPER_OUT:
                paper = Paper.OUT
            elif trouble is Trouble.CUTTER_ERROR:
                paper = Paper.JAMMED
            return troubled(trouble, paper)
    return PrinterStatus(DeviceState.ONLINE, paper)


def _paper(answer: int) -> Paper:
    """Return the paper by DLE EOT 4, whose sensors each set two bits; half a pair is no reading."""
    end, near_end = answer & 0x60, answer & 0x0C
    if end == 0x60:
        return Paper.OUT
    if end or near_end not in {0x00, 0x0C}:
        return Paper.UNKNOWN
    return Paper.LOW if near_end else Paper.OK
