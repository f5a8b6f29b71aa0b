# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes between commit and print, and between print and mark.

If this fails, a citizen loses the slip of a case that exists, holds two papers that look like originals, or finds half
of somebody else's hanging on theirs. tests/visits/test_printer_power_cut.py kills the whole engine.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import msgspec
import pytest

from kiosk.paper import Paper
from offline_cache.clock import stamp
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sealing import Sealer
from printers.contract import Printed, PrintOutcome
from printers.receipt.driver import EscposPrinter
from tests.faults.receipt_printer_bench import QUICK, until
from tests.kiosk.test_paper import Counter, play
from tests.kiosk.test_receipt import PERSONAL, REPORT, TERMINAL
from tests.offline_cache import store_stand

pytestmark = pytest.mark.usefixtures("qapp")


async def power_comes_back(counter: Counter, folder: Path) -> int:
    """Begin anew with the same store and the same printer; return how many slips had been in it."""
    await counter.printer.close()
    await counter.outbox.close()
    counter.outbox = OutboxThread()
    counter.printer = EscposPrinter(counter.emulator.url, width=576, timing=QUICK)

    def opened() -> Outbox:
        sealer = Sealer(store_stand.PLATFORM_KEY, store_stand.TERMINAL_PRIVATE)
        return Outbox(
            Database(folder / "outbox.db"),
            sealer,
            terminal=store_stand.TERMINAL,
            hardware="board-1",
            clock=store_stand.SimulatedClock(),
            random=Random(1),
        )

    await counter.outbox.open(opened)
    interrupted = await counter.outbox.call(lambda box: box.take_over())
    await counter.printer.start()
    if interrupted:
        counter.printer.cast_off()
    counter.paper = Paper(counter.outbox, counter.printer, TERMINAL, demo=True)
    return interrupted


async def end(counter: Counter) -> None:
    await counter.printer.close()
    await counter.outbox.close()


def test_between_commit_and_print_the_slip_still_waits(tmp_path: Path) -> None:
    """The case is in the books: its bare slip can be printed, and it is the first paper."""

    async def scene(counter: Counter) -> None:
        assert await power_comes_back(counter, tmp_path) == 0
        assert await counter.states() == [(PrintState.PENDING, False)]
        assert await counter.print(answers=None) == PrintOutcome(Printed.PRINTED)
        assert counter.came(counter.drawn(answers=None))
        assert await counter.states() == [(PrintState.PRINTED, False)]
        await end(counter)

    play(scene, tmp_path)


def test_between_print_and_mark_nobody_claims_to_know(tmp_path: Path) -> None:
    """Paper came in the dark. The books say unknown, and a second paper says 补打 and names nobody."""

    async def scene(counter: Counter) -> None:
        [job] = await counter.jobs()
        await counter.outbox.call(lambda box: box.print_jobs.mark(job.id, PrintState.PRINTING))
        await counter.printer.print(await asyncio.to_thread(counter.picture), job="1")
        assert await power_comes_back(counter, tmp_path) == 1
        assert await counter.states() == [(PrintState.UNKNOWN, False)]
        assert await counter.print(answers=None) == PrintOutcome(Printed.PRINTED)
        assert counter.came(counter.drawn(reprint=True, answers=None))
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]
        await end(counter)

    play(scene, tmp_path)


def test_in_mid_job_the_half_of_it_is_parted_with_before_anything_else_is_printed(tmp_path: Path) -> None:
    """The printer kept its power and half of a receipt with a name on it; the next person's would hang on it."""

    async def scene(counter: Counter) -> None:
        [job] = await counter.jobs()
        await counter.outbox.call(lambda box: box.print_jobs.mark(job.id, PrintState.PRINTING))
        counter.emulator.paper_out(after_rows=300)
        await counter.printer.print(await asyncio.to_thread(counter.picture), job="1")
        counter.emulator.load_paper(tear=False)
        assert await power_comes_back(counter, tmp_path) == 1
        await until(counter.printer, lambda status: status.can_print)
        before = counter.emulator.papers
        assert await counter.print(answers=None) == PrintOutcome(Printed.PRINTED)
        assert counter.came(counter.drawn(reprint=True, answers=None)), "a paper of its own, whole"
        assert sum(map(len, before)) <= 300
        await end(counter)

    play(scene, tmp_path)


def test_nothing_of_the_last_visit_comes_out_with_a_new_roll(tmp_path: Path) -> None:
    """The paper ends in mid-job, the visitor goes, somebody changes the roll, and the next one presses 打印."""

    async def scene(counter: Counter) -> None:
        counter.emulator.paper_out(after_rows=200)
        assert (await counter.print()).printed is Printed.UNKNOWN
        torn = counter.emulator.rows_out
        await counter.commit()  # the next visitor's case; of the last one nothing is left but the number in the books
        counter.emulator.load_paper()
        await until(counter.printer, lambda status: status.can_print)
        assert counter.emulator.papers == ()
        assert counter.emulator.rows_waiting == 0
        assert torn == 200
        assert await counter.print() == PrintOutcome(Printed.PRINTED)
        assert len(counter.emulator.papers) == 1
        assert counter.came(counter.drawn())

    play(scene, tmp_path)


def test_no_print_job_names_a_person(tmp_path: Path) -> None:
    """It lies on the disk in the clear: a template, a number, a service and a state."""

    async def scene(counter: Counter) -> None:
        await counter.print()
        await counter.print()
        for job in await counter.jobs():
            slip = msgspec.json.decode(job.slip)
            assert slip == {"service": REPORT.id, "registered_at": stamp(store_stand.START), "template": "receipt"}
            assert (job.number, job.service) == (counter.number, REPORT.id)

    play(scene, tmp_path)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert [secret for secret in PERSONAL if secret.encode() in content] == []
