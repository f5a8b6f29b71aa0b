# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents on a real IPP Everywhere printer and through a real CUPS queue: whether they come out, and what stays."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from printers.contract import (
    Action,
    ConfigurationError,
    DeviceState,
    Paper,
    Printed,
    PrinterStatus,
    PrintOutcome,
    Trouble,
)
from printers.document.ipp.connection import Connection
from printers.document.ipp.driver import open_document_printer
from printers.document.ipp.job import abilities_of, wishes
from printers.document.ipp.message import Group, Operation, Tag
from printers.document.ipp.spool import Spool
from tests import ipp_site
from tests.faults.document_printer_bench import IMPATIENT, USER, becomes, document, driver, run


def test_a_document_comes_out() -> None:
    """People would go home without their certificate."""

    async def test() -> None:
        with ipp_site.printer() as there:
            async with driver(there.url) as printer:
                assert printer.status == PrinterStatus(DeviceState.ONLINE, Paper.OK)
                assert await printer.print(document(), job="4452-1") == PrintOutcome(Printed.PRINTED)
            assert there.papers == [document()]

    run(test)


def test_it_is_told_the_paper_the_copies_and_both_sides() -> None:
    """A certificate for two offices would come out once, or a page of it in another size."""
    with ipp_site.printer("application/pdf", "-2") as there:
        line = Connection(there.url, None, user=USER, answer_within=10)
        able = abilities_of(line.ask(Operation.GET_PRINTER_ATTRIBUTES, []).of(Group.PRINTER))
        wanted = wishes(able, "two-sided-long-edge", 2)
        number = Spool(line).hand_over(document(), "application/pdf", "4452-1", wanted)
        assert isinstance(number, int)
        job = line.ask(Operation.GET_JOB_ATTRIBUTES, [("job-id", Tag.INTEGER, number)]).of(Group.JOB)
        line.close()
    assert {name: job[name] for name in ("media", "copies", "sides")} == {
        "media": ("iso_a4_210x297mm",),
        "copies": (2,),
        "sides": ("two-sided-long-edge",),
    }


def test_a_printer_that_takes_only_pictures() -> None:
    """An IPP Everywhere printer need not understand PDF: the sheet would stay white."""

    async def test() -> None:
        with ipp_site.printer("image/pwg-raster") as there:
            async with driver(there.url) as printer:
                assert (await printer.print(document(2), job="4452-1")).printed is Printed.PRINTED
            (paper,) = there.papers
            assert paper.startswith(b"RaS2PwgRaster\0")

    run(test)


def test_the_tray_is_empty_in_mid_job_and_filled() -> None:
    """The sheet that comes after the refill would be printed again, or be called lost."""

    async def test() -> None:
        with ipp_site.printer() as there:
            there.stop("media-empty")
            async with driver(there.url) as printer:
                job = asyncio.create_task(printer.print(document(), job="4452-1"))
                status = await becomes(printer, lambda status: status.trouble is not None)
                assert (status.trouble, status.paper, status.action) == (Trouble.PAPER_OUT, Paper.OUT, Action.CLEAR)
                assert status.reasons == ("media-empty-warning",)
                assert there.papers == []
                there.clear()
                assert await job == PrintOutcome(Printed.PRINTED)
            assert len(there.papers) == 1

    run(test)


def test_nobody_fills_the_tray() -> None:
    """The terminal would wait for ever, or say that the sheet is there."""

    async def test() -> None:
        with ipp_site.printer() as there:
            there.stop("media-empty")
            async with driver(there.url, IMPATIENT) as printer:
                outcome = await printer.print(document(), job="4452-1")
                assert outcome.printed is not Printed.PRINTED
                assert (outcome.trouble, outcome.action) == (Trouble.PAPER_OUT, Action.CLEAR)

    run(test)


def test_a_job_that_the_printer_gives_up() -> None:
    """The terminal would say that the paper is there."""

    async def test() -> None:
        with ipp_site.printer() as there:
            there.break_jobs()
            async with driver(there.url) as printer:
                outcome = await printer.print(document(), job="4452-1")
            assert outcome.printed is not Printed.PRINTED
            assert outcome.trouble is Trouble.UNSUITABLE
            assert there.papers == []

    run(test)


def test_the_cable_is_pulled_in_mid_job_and_plugged_in_again() -> None:
    """What came out all the same would be printed twice."""

    async def test() -> None:
        with ipp_site.printer() as there:
            there.stop("media-jam")
            async with driver(there.url) as printer:
                job = asyncio.create_task(printer.print(document(), job="4452-1"))
                await becomes(printer, lambda status: status.trouble is Trouble.PAPER_JAM)
                there.bridge.cut()
                await becomes(printer, lambda status: status.state is DeviceState.NO_DEVICE)
                there.bridge.mend()
                there.clear()
                assert await job == PrintOutcome(Printed.PRINTED)

    run(test)


def test_no_printer() -> None:
    """The terminal would wait, or promise a sheet."""

    async def test() -> None:
        with ipp_site.printer() as there:
            there.bridge.cut()
            async with driver(there.url) as printer:
                assert printer.status.trouble is Trouble.ABSENT
                assert printer.status.action is Action.MAINTENANCE
                assert await printer.print(document(), job="1") == PrintOutcome(Printed.NOT_PRINTED, Trouble.ABSENT)
                there.bridge.mend()
                await becomes(printer, lambda status: status.can_print)

    run(test)


def test_another_address_of_the_printer() -> None:
    """A technician who mistypes the path would look for a broken cable."""

    async def test() -> None:
        with ipp_site.printer() as there:
            async with driver(there.url.replace("/ipp/print", "/elsewhere")) as printer:
                assert printer.status.action is Action.CONFIGURATION

    run(test)


def test_through_cups_and_nothing_stays_in_its_spool() -> None:
    """CUPS keeps what it printed: anybody with the disk would read certificates."""

    async def test() -> None:
        with ipp_site.printer() as there, ipp_site.queue() as queue:
            async with driver(queue.url) as printer:
                assert printer.status.can_print
                assert await printer.print(document(), job="4452-1") == PrintOutcome(Printed.PRINTED)
            assert there.papers == [document()]
            assert queue.spooled == []

    run(test)


def test_a_queue_that_somebody_has_stopped() -> None:
    """People would fill in a form for a sheet that cannot come."""

    async def test() -> None:
        with ipp_site.printer(), ipp_site.queue() as queue:
            async with driver(queue.url) as printer:
                queue.command("cupsdisable", "office")
                status = await becomes(printer, lambda status: not status.can_print)
                assert (status.trouble, status.action) == (Trouble.PAUSED, Action.MAINTENANCE)
                outcome = await printer.print(document(), job="4452-1")
                assert outcome == PrintOutcome(Printed.NOT_PRINTED, Trouble.PAUSED)
                queue.command("cupsenable", "office")
                await becomes(printer, lambda status: status.can_print)
            assert queue.spooled == []

    run(test)


def test_what_a_crash_has_left_in_the_queue_is_taken_back() -> None:
    """The certificate of yesterday's visitor would come out for today's."""

    async def test() -> None:
        with ipp_site.printer() as there, ipp_site.queue() as queue:
            queue.command("cupsdisable", "office")
            before = Connection(queue.url, None, user=USER, answer_within=10)
            assert Spool(before).hand_over(document(), "application/pdf", "4452-1", [])
            before.close()
            assert queue.spooled
            async with driver(queue.url) as printer:
                async with asyncio.timeout(20):
                    while queue.spooled:
                        await asyncio.sleep(0.02)
                queue.command("cupsenable", "office")
                await becomes(printer, lambda status: status.can_print)
                assert await printer.print(document(2), job="4452-2") == PrintOutcome(Printed.PRINTED)
            assert there.papers == [document(2)]

    run(test)


def test_over_tls_only_to_the_printer_whose_certificate_was_given(tmp_path: Path) -> None:
    """Whoever takes the printer's place in the network would be handed certificates."""

    async def test() -> None:
        with ipp_site.printer() as there:
            secure = there.url.replace("ipp://", "ipps://")
            async with driver(secure) as printer:
                assert (printer.status.trouble, printer.status.action) == (Trouble.UNTRUSTED, Action.CONFIGURATION)
                outcome = await printer.print(document(), job="4452-1")
                assert outcome == PrintOutcome(Printed.NOT_PRINTED, Trouble.UNTRUSTED)
            own = tmp_path / "printer.pem"
            own.write_text(ssl.get_server_certificate(("127.0.0.1", there.bridge.port)))
            known = open_document_printer(user=USER, url=secure, certificate=str(own))
            await known.start()
            try:
                assert await known.print(document(), job="4452-2") == PrintOutcome(Printed.PRINTED)
            finally:
                await known.close()
            assert there.papers == [document()]

    run(test)


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    """The terminal would not start, or trust everybody."""
    for content in (None, "no certificate"):
        file = tmp_path / "printer.pem"
        if content:
            file.write_text(content)
        with pytest.raises(ConfigurationError):
            open_document_printer(user=USER, url="ipps://127.0.0.1/ipp/print", certificate=str(file))
