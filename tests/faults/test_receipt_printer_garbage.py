# SPDX-License-Identifier: GPL-3.0-or-later
"""A device that answers in another language: if this fails, noise on the line is read as paper and a shut cover."""

from __future__ import annotations

import pytest

from printers.contract import Action, DeviceState, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


@pytest.mark.parametrize("answer", [b"\x00", b"\xff\xff", b"\x10\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_wrong_answers_are_unknown_and_no_job_is_sent(answer: bytes) -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.paper) == (DeviceState.UNKNOWN, Paper.UNKNOWN)
        assert printer.status.action is Action.CONFIGURATION
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.GARBLED)
        emulator.speak()
        await until(printer, lambda status: status.can_print)
        assert emulator.papers == ()

    play(scenario, before=lambda emulator: emulator.talk_garbage(answer))


def test_pushed_status_and_flow_control_between_the_answers_are_no_garbage() -> None:
    """A printer that was set up to report by itself would count as broken."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.can_print

    play(scenario, before=lambda emulator: emulator.chatter(b"\x13\x10\x00\x00\x00\x11"))
