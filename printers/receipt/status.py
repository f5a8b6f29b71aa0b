# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of a receipt printer's answers, in each dialect. Pure.

Status says how the printer is, never that a job came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from printers.contract import DeviceState, Paper, PrinterStatus, Trouble
from printers.receipt import escpos
from printers.receipt.hearing import (
    FULL_STATUS,
    Kind,
    Said,
    is_fence_answer,
    is_panel_status,
    is_status_answer,
)
from printers.receipt.profiles import Dialect

_USER = frozenset({Trouble.COVER_OPEN, Trouble.PAPER_OUT})
_HARDWARE = frozenset({Trouble.CUTTER_ERROR, Trouble.HARDWARE_ERROR, Trouble.PAPER_JAM})
_GONE = frozenset({Trouble.ABSENT, Trouble.LOST})
_UNKNOWN = frozenset({Trouble.SILENT, Trouble.GARBLED, Trouble.CLOSED})

QUESTIONS = {
    Dialect.EPSON: tuple(escpos.ask_status(n) for n in escpos.STATUS_QUESTIONS),
    Dialect.CUSTOM: (escpos.ask_status(20),),
    Dialect.PAPER_ONLY: (escpos.ASK_PAPER,),
    Dialect.PANEL: (escpos.ASK_PANEL,),
    Dialect.NONE: (),
}
"""What is asked in each dialect; each question has one answer."""

POLLS = {Dialect.EPSON: escpos.ask_status(1), Dialect.CUSTOM: escpos.ask_status(20)}
"""What is asked while a job prints, in the dialects that answer at once."""

_ANSWERED_BY = {Dialect.PAPER_ONLY: Kind.FENCE}


def answered_by(dialect: Dialect) -> Kind:
    """Return as what the answer to a question is heard."""
    return _ANSWERED_BY.get(dialect, Kind.STATUS)


def troubled(trouble: Trouble, paper: Paper = Paper.UNKNOWN) -> PrinterStatus:
    """Return the status of a printer in trouble; a paper that was not read is unknown."""
    for troubles, state in (
        (_USER, DeviceState.USER_ERROR),
        (_HARDWARE, DeviceState.HARDWARE_ERROR),
        (_GONE, DeviceState.NO_DEVICE),
        (_UNKNOWN, DeviceState.UNKNOWN),
    ):
        if trouble in troubles:
            return PrinterStatus(state, paper, trouble)
    return PrinterStatus(DeviceState.OFFLINE, paper, trouble)


def stops(dialect: Dialect, said: Said) -> bool:
    """Tell whether an answer to the poll says that the printer does not go on."""
    if dialect is Dialect.CUSTOM:
        return read_full_status(said.data).trouble is not None
    return says_offline(said.data[0])


def says_offline(byte: int) -> bool:
    """Tell whether the answer to DLE EOT 1 says that the printer is offline; its bit 3 is set when it is."""
    return byte & 0x08 != 0


def fence_paper(byte: int) -> Paper:
    """Return the paper by the answer to GS r 1: 00 enough, 03 near its end, 0C out (0F on cheap printers)."""
    if byte & 0x0C:
        return Paper.OUT
    return Paper.LOW if byte & 0x03 else Paper.OK


def read_answers(dialect: Dialect, answers: Sequence[bytes], *, near_end: bool = True) -> PrinterStatus:
    """Return the status by the answers to all questions of a dialect, in their order.

    An answer that is missing or does not have its fixed bits makes the whole unknown: what cannot be read is never
    good. `near_end`: the printer has a sensor for that.
    """
    match dialect:
        case Dialect.EPSON:
            status = read_status(dict(zip(escpos.STATUS_QUESTIONS, (answer[0] for answer in answers), strict=False)))
        case Dialect.CUSTOM:
            status = read_full_status(b"".join(answers))
        case Dialect.PAPER_ONLY:
            status = _read_paper_only(b"".join(answers))
        case Dialect.PANEL:
            status = _read_panel(b"".join(answers))
        case Dialect.NONE:
            status = PrinterStatus(DeviceState.UNKNOWN, Paper.UNKNOWN, tells_nothing=True)
    if status.paper is Paper.LOW and not near_end:
        return PrinterStatus(status.state, Paper.OK)
    return status


def read_status(answers: dict[int, int]) -> PrinterStatus:
    """Return the status by the answers to DLE EOT, `n` → byte (Epson)."""
    if any(n not in answers for n in escpos.STATUS_QUESTIONS):
        return troubled(Trouble.SILENT)
    if not all(is_status_answer(byte) for byte in answers.values()):
        return troubled(Trouble.GARBLED)
    paper = _paper(answers[4])
    offline, cause, error = says_offline(answers[1]), answers[2], answers[3]
    return _first_sign(
        (
            (cause & 0x04, Trouble.COVER_OPEN),
            (cause & 0x20 or paper is Paper.OUT, Trouble.PAPER_OUT),
            (error & 0x08, Trouble.CUTTER_ERROR),
            (error & 0x20, Trouble.HARDWARE_ERROR),
            (error & 0x40, Trouble.OVERHEATED),
            (error & 0x04 or cause & 0x40, Trouble.HARDWARE_ERROR),
            (paper is Paper.UNKNOWN, Trouble.GARBLED),
            (offline, Trouble.OFFLINE),
        ),
        paper,
    )


def read_full_status(answer: bytes) -> PrinterStatus:
    """Return the status by the answer to DLE EOT 20: 10 0F, paper, user, recoverable and unrecoverable errors.

    (CUSTOM's manuals of KPM150 and TG02H.)
    """
    if not answer:
        return troubled(Trouble.SILENT)
    if len(answer) != 6 or not answer.startswith(FULL_STATUS):
        return troubled(Trouble.GARBLED)
    paper, user, recoverable, broken = answer[2:]
    return _first_sign(
        (
            (user & 0x03, Trouble.COVER_OPEN),
            (paper & 0x01, Trouble.PAPER_OUT),
            (recoverable & 0x40, Trouble.PAPER_JAM),
            (broken & 0x01, Trouble.CUTTER_ERROR),
            (broken, Trouble.HARDWARE_ERROR),
            (recoverable & 0x01, Trouble.OVERHEATED),
            (recoverable & 0x08, Trouble.HARDWARE_ERROR),
        ),
        Paper.LOW if paper & 0x44 else Paper.OK,
    )


def _read_paper_only(answer: bytes) -> PrinterStatus:
    if not answer:
        return troubled(Trouble.SILENT)
    if len(answer) != 1 or not is_fence_answer(answer[0]):
        return troubled(Trouble.GARBLED)
    paper = fence_paper(answer[0])
    return _first_sign(((paper is Paper.OUT, Trouble.PAPER_OUT),), paper)


def _read_panel(answer: bytes) -> PrinterStatus:
    """ESC v of a panel printer (EP-360): bit 0 online, 2 paper out, 3 voltage too high, 6 head too hot."""
    if not answer:
        return troubled(Trouble.SILENT)
    if len(answer) != 1 or not is_panel_status(answer[0]):
        return troubled(Trouble.GARBLED)
    (bits,) = answer
    signs = (
        (bits & 0x04, Trouble.PAPER_OUT),
        (bits & 0x40, Trouble.OVERHEATED),
        (bits & 0x08, Trouble.HARDWARE_ERROR),
        (not bits & 0x01, Trouble.OFFLINE),
    )
    return _first_sign(signs, Paper.OK)


def _first_sign(signs: Iterable[tuple[object, Trouble]], paper: Paper) -> PrinterStatus:
    """Return the first trouble of which there is a sign; they stand in the order in which a person can help."""
    for sign, trouble in signs:
        if sign:
            if trouble is Trouble.PAPER_OUT:
                paper = Paper.OUT
            elif trouble in {Trouble.CUTTER_ERROR, Trouble.PAPER_JAM}:
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
