# SPDX-License-Identifier: GPL-3.0-or-later
"""The port is there and not ours: if this fails, two programs write on one paper, or a good cable is looked for."""

from __future__ import annotations

import asyncio
import errno
import os

import pytest
import serial

from printers.contract import Action, DeviceState, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.line import LinkError
from printers.receipt.ports import open_line
from tests.faults.receipt_printer_bench import QUICK, strip


def test_a_serial_port_serves_one_program_at_a_time() -> None:
    """A technician's `kiosk doctor` would put its questions into the picture of a citizen's receipt."""
    ours, theirs = os.openpty()
    port = os.ttyname(theirs)

    async def scenario() -> None:
        printer = EscposPrinter(port, width=576, timing=QUICK)
        await printer.start()
        try:
            assert (printer.status.state, printer.status.trouble) == (DeviceState.OFFLINE, Trouble.REFUSED)
            assert printer.status.action is Action.CONFIGURATION
            outcome = await printer.print(strip(), job="a job")
            assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.REFUSED)
        finally:
            await printer.close()

    first = open_line(port, baud=115_200, answer_within=0.1)
    try:
        asyncio.run(scenario())
    finally:
        first.close()
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EBUSY])
def test_a_port_without_the_right_to_it_is_no_missing_cable(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The technician would change cables, where the user only is not in the port's group."""

    def refuse(*_: object, **__: object) -> None:
        raise serial.SerialException(number, os.strerror(number))

    monkeypatch.setattr(serial, "serial_for_url", refuse)
    with pytest.raises(LinkError) as failure:
        open_line("/dev/ttyUSB1", baud=115_200, answer_within=0.1)
    assert failure.value.trouble is Trouble.REFUSED
