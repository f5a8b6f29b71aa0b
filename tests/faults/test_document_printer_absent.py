# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer that is not there: at the start, or in between."""

from __future__ import annotations

import logging

import pytest

from printers.contract import Action, DeviceState, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import becomes, document, driver, run


def test_it_is_told_and_found_again(caplog: pytest.LogCaptureFixture) -> None:
    """The terminal would have to be started anew, or its log would fill the disk."""
    caplog.set_level(logging.INFO)

    async def test() -> None:
        with Emulator() as there:
            there.unplug()
            async with driver(there.url) as printer:
                status = printer.status
                assert (status.state, status.trouble) == (DeviceState.NO_DEVICE, Trouble.ABSENT)
                assert status.action is Action.MAINTENANCE
                for _ in range(3):
                    outcome = await printer.print(document(), job="1")
                    assert outcome == PrintOutcome(Printed.NOT_PRINTED, Trouble.ABSENT)
                there.plug()
                await becomes(printer, lambda status: status.can_print)
                assert await printer.print(document(), job="2") == PrintOutcome(Printed.PRINTED)
            assert [sheet.job for sheet in there.sheets] == ["2"]

    run(test)
    told = [
        record.message for record in caplog.records if "out of reach" in record.message or "is back" in record.message
    ]
    assert len(told) == 2
