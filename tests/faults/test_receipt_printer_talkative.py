# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer that reports by itself, whatever it is told: if this fails, its reports pass for a receipt."""

from __future__ import annotations

import pytest

from printers.contract import Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator, Reply
from tests.faults.receipt_printer_bench import play, strip

REPORT = b"\x10\x00\x00\x00"
"""Automatic status (GS a) of a printer that is well; its last three bytes look like the answer to GS r."""


def test_reports_between_the_answers_do_not_hide_that_the_receipt_came_out() -> None:
    """The citizen would be asked each time whether the paper is there."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.PRINTED, None)
        assert len(emulator.papers) == 1

    play(scenario, before=lambda emulator: emulator.chatter(REPORT))


def test_a_report_is_no_word_that_the_job_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt would count as printed although the printer has never said so."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        take = emulator._take

        def all_but_the_fence(command: bytes, reply: Reply) -> None:
            if command[:2] != b"\x1d\x72":
                take(command, reply)

        monkeypatch.setattr(emulator, "_take", all_but_the_fence)
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.UNKNOWN, Trouble.SILENT)

    play(scenario, before=lambda emulator: emulator.chatter(REPORT))
