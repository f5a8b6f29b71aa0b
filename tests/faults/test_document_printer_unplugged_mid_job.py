# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer whose cable is pulled while it prints."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from printers.contract import DeviceState, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import IMPATIENT, becomes, document, driver, run


def test_it_is_plugged_in_again_and_the_document_counts() -> None:
    """What came out all the same would be printed again."""

    async def test() -> None:
        with Emulator(seconds_per_sheet=0.3) as there:
            async with driver(there.url) as printer:
                job = asyncio.create_task(printer.print(document(2), job="1"))
                await asyncio.to_thread(there.wait, lambda it: it.waiting == 1)
                there.unplug()
                await becomes(printer, lambda status: status.state is DeviceState.NO_DEVICE)
                there.plug()
                assert await job == PrintOutcome(Printed.PRINTED)
            assert len(there.sheets) == 2

    run(test)


def test_what_it_still_holds_is_taken_back_before_the_next_document() -> None:
    """Whoever prints as soon as the cable is in again would find a stranger's certificate on top of theirs."""

    async def test() -> None:
        with Emulator() as there:
            async with driver(there.url, replace(IMPATIENT, answer_within=0.5, look_again=600)) as printer:
                there.grow_cold()
                job = asyncio.create_task(printer.print(document(), job="1"))
                await asyncio.to_thread(there.wait, lambda it: it.waiting == 1)
                there.unplug()
                assert (await job).printed is Printed.UNKNOWN
                there.plug()
                job = asyncio.create_task(printer.print(document(), job="2"))
                await asyncio.to_thread(there.wait, lambda it: it.handed_over == 2)
                there.warm_up()
                assert await job == PrintOutcome(Printed.PRINTED)
            assert [sheet.job for sheet in there.sheets] == ["2"]

    run(test)


def test_it_stays_away() -> None:
    """The terminal would say that the paper is there, or wait for ever."""

    async def test() -> None:
        with Emulator(seconds_per_sheet=0.3) as there:
            async with driver(there.url, IMPATIENT) as printer:
                job = asyncio.create_task(printer.print(document(2), job="1"))
                await asyncio.to_thread(there.wait, lambda it: it.waiting == 1)
                there.unplug()
                outcome = await job
                assert outcome == PrintOutcome(Printed.UNKNOWN, Trouble.ABSENT)
                there.plug()
                await becomes(printer, lambda status: status.can_print)

    run(test)
