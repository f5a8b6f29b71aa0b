# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a citizen goes without a receipt that exists in the books, or with two originals of one case."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from random import Random

import msgspec
import pytest

from kiosk.paper import Paper
from kiosk.receipt import Slip, receipt
from kiosk.visit.answers import Answers
from kiosk.visit.screens import Standing
from kiosk.words import Language
from offline_cache.clock import stamp
from offline_cache.outbox.print_jobs import PrintJob, PrintState
from offline_cache.outbox_thread import OutboxThread
from offline_cache.transport import Accepted
from printers.contract import Printed, PrintOutcome, Trouble
from printers.raster import Raster
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import MAKES, Dots, Emulator
from printers.receipt.layout import draw_receipt
from printers.receipt.profiles import DEFAULT, PROFILES
from tests.faults.receipt_printer_bench import QUICK, until
from tests.kiosk.test_receipt import ANSWERS, REPORT, TERMINAL
from tests.offline_cache.store_stand import START, SimulatedClock, open_outbox

pytestmark = pytest.mark.usefixtures("qapp")

PRINTED = PrintOutcome(Printed.PRINTED)


class Counter:
    """A committed case, a real printer, and the paper between them."""

    def __init__(self, outbox: OutboxThread, printer: EscposPrinter, emulator: Emulator) -> None:
        self.outbox = outbox
        self.printer = printer
        self.emulator = emulator
        self.paper = Paper(outbox, printer, TERMINAL, demo=True)
        self.key = self.number = ""

    async def commit(self) -> None:
        slip = msgspec.json.encode(Slip(service=REPORT.id, registered_at=stamp(START)))
        committed = await self.outbox.call(lambda box: box.commit(REPORT.id, b"sealed", slip=slip))
        self.key, self.number = committed.key, committed.number

    async def print(self, answers: Answers | None = ANSWERS, language: Language = "hans") -> PrintOutcome:
        return await self.paper.print(self.key, REPORT, answers, language)

    async def jobs(self) -> list[PrintJob]:
        return await self.outbox.call(lambda box: box.print_jobs.of(self.key))

    async def states(self) -> list[tuple[PrintState, bool]]:
        return [(job.state, job.reprint) for job in await self.jobs()]

    def drawn(
        self,
        *,
        reprint: bool = False,
        standing: Standing = "registered",
        platform_number: str = "",
        answers: Answers | None = ANSWERS,
        language: Language = "hans",
        at: datetime = START,
        large: bool = True,
    ) -> Dots:
        """The paper as it must look."""
        content = receipt(
            REPORT,
            TERMINAL,
            number=self.number,
            standing=standing,
            platform_number=platform_number,
            registered_at=at,
            language=language,
            answers=answers,
            reprint=reprint,
            demo=True,
        )
        return draw_receipt(content, 576, large=large).dots()

    def picture(self) -> Raster:
        """The citizen's receipt, as it goes to the printer."""
        return Raster.from_dots(self.drawn())

    def came(self, expected: Dots) -> bool:
        """Whether the last paper is this one, dot for dot."""
        last = self.emulator.papers[-1]
        return last.shape == expected.shape and bool((last == expected).all())

    async def break_off(self) -> PrintOutcome:
        """Print while the cable is pulled in mid-job, then put it back."""
        self.emulator.unplug_after(6000)
        outcome = await self.print()
        self.emulator.plug()
        await until(self.printer, lambda status: status.can_print)
        return outcome


def play(scene: Callable[[Counter], Awaitable[None]], folder: Path, *, model: str = DEFAULT) -> None:
    async def whole() -> None:
        profile = PROFILES[model]
        with Emulator(width=profile.width, make=MAKES[model]) as emulator:
            printer = EscposPrinter(emulator.url, width=profile.width, profile=profile, timing=QUICK)
            outbox = OutboxThread()
            await outbox.open(lambda: open_outbox(folder, SimulatedClock(), random=Random(1)))
            await printer.start()
            try:
                counter = Counter(outbox, printer, emulator)
                await counter.commit()
                async with asyncio.timeout(20):
                    await scene(counter)
            finally:
                await printer.close()
                await outbox.close()
            assert emulator.faults == []

    asyncio.run(whole())


def test_the_receipt_of_a_case_comes_out_once(tmp_path: Path) -> None:
    """Number, state and time on paper are those in the books."""

    async def scene(counter: Counter) -> None:
        assert await counter.states() == [(PrintState.PENDING, False)]
        assert counter.paper.can_print
        assert await counter.print() == PRINTED
        assert await counter.states() == [(PrintState.PRINTED, False)]
        assert counter.came(counter.drawn())

    play(scene, tmp_path)


def test_a_second_paper_is_a_reprint_and_marked(tmp_path: Path) -> None:
    """Two originals of one case could be handed in twice."""

    async def scene(counter: Counter) -> None:
        await counter.print()
        await counter.print(language="en")
        assert await counter.states() == [(PrintState.PRINTED, False), (PrintState.PRINTED, True)]
        assert counter.came(counter.drawn(reprint=True, language="en"))
        assert not counter.came(counter.drawn(language="en"))

    play(scene, tmp_path)


def test_it_says_what_is_true_when_it_prints(tmp_path: Path) -> None:
    """A case that was delivered while the citizen read must not come out as 待上传."""

    async def scene(counter: Counter) -> None:
        [item] = await counter.outbox.call(lambda box: box.claim(1))
        accepted = Accepted(
            key=counter.key, digest=item.sealed.digest, platform_number="445202202611210000013", acceptance=b"signed"
        )
        await counter.outbox.call(lambda box: box.record_acceptance(accepted))
        await counter.print()
        assert counter.came(counter.drawn(standing="delivered", platform_number="445202202611210000013"))

    play(scene, tmp_path)


def test_after_an_unknown_end_the_next_paper_is_marked(tmp_path: Path) -> None:
    """Perhaps the first one hangs out after all: then the second must not look like it."""

    async def scene(counter: Counter) -> None:
        assert (await counter.break_off()).printed is Printed.UNKNOWN
        assert await counter.states() == [(PrintState.UNKNOWN, False)]
        assert await counter.print() == PRINTED
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]
        assert counter.came(counter.drawn(reprint=True))

    play(scene, tmp_path)


@pytest.mark.parametrize(("came_out", "state"), [(True, PrintState.PRINTED), (False, PrintState.FAILED)])
def test_what_the_citizen_says_is_recorded(came_out: bool, state: PrintState, tmp_path: Path) -> None:
    """Only the person in front of it knows; without their answer the books stay unsure for ever."""

    async def scene(counter: Counter) -> None:
        await counter.break_off()
        await counter.paper.settle(counter.key, came_out=came_out)
        assert await counter.states() == [(state, False)]

    play(scene, tmp_path)


def test_what_the_printer_vouched_for_is_not_asked_again(tmp_path: Path) -> None:
    """A press that comes late must not turn a printed receipt into none."""

    async def scene(counter: Counter) -> None:
        await counter.print()
        await counter.paper.settle(counter.key, came_out=False)
        assert await counter.states() == [(PrintState.PRINTED, False)]

    play(scene, tmp_path)


def test_no_paper_is_a_failed_job_and_the_next_try_is_the_original(tmp_path: Path) -> None:
    """Nothing came out, so nothing is a reprint."""

    async def scene(counter: Counter) -> None:
        counter.emulator.paper_out()
        assert await counter.print() == PrintOutcome(Printed.NOT_PRINTED, Trouble.PAPER_OUT)
        assert await counter.states() == [(PrintState.FAILED, False)]
        await until(counter.printer, lambda status: not status.can_print)
        assert not counter.paper.can_print
        counter.emulator.load_paper()
        await until(counter.printer, lambda status: status.can_print)
        assert await counter.print() == PRINTED
        assert await counter.states() == [(PrintState.PRINTED, False)]
        assert counter.came(counter.drawn())

    play(scene, tmp_path)


def test_a_job_that_a_power_cut_interrupted_is_unknown_and_then_marked(tmp_path: Path) -> None:
    """Paper may have come in the dark."""

    async def scene(counter: Counter) -> None:
        [job] = await counter.jobs()
        await counter.outbox.call(lambda box: box.print_jobs.mark(job.id, PrintState.PRINTING))
        await counter.outbox.call(lambda box: box.take_over())
        assert await counter.states() == [(PrintState.UNKNOWN, False)]
        await counter.print(answers=None)
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]
        assert counter.came(counter.drawn(reprint=True, answers=None))

    play(scene, tmp_path)


def test_a_caller_who_leaves_does_not_leave_the_books_open(tmp_path: Path) -> None:
    """Somebody presses 结束 while it prints: what came out must be known all the same."""

    async def scene(counter: Counter) -> None:
        printing = asyncio.create_task(counter.print())
        while (await counter.states())[0][0] is not PrintState.PRINTING:
            pass
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing
        while (await counter.states())[0][0] is PrintState.PRINTING:
            pass
        assert await counter.states() == [(PrintState.PRINTED, False)]
        assert len(counter.emulator.papers) == 1

    play(scene, tmp_path)


def test_without_a_printer_the_job_waits(tmp_path: Path) -> None:
    """A terminal without a printer registers cases and says that it prints none."""

    async def scene(counter: Counter) -> None:
        paper = Paper(counter.outbox, None, TERMINAL, demo=False)
        assert not paper.can_print
        outcome = await paper.print(counter.key, REPORT, None)
        assert outcome == PrintOutcome(Printed.NOT_PRINTED, Trouble.ABSENT)
        assert await counter.states() == [(PrintState.PENDING, False)]

    play(scene, tmp_path)
