# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine whose event loop is watched: `python -m tests.visits.watched_engine REPORT MISTAKE …`.

It is the real engine. Two watches sit on its loop's thread and write what they find into the file REPORT:

* each call that blocks (sleep, files, sockets, locks, SQLite …) made while the loop runs something;
* each step of the loop that takes more of the thread's own CPU time than `CPU_LIMIT`.

They begin when the terminal is ready for its first visitor and end with it: what it does before and after, nobody waits
for. A call that blocks
is refused as well, so that it cannot hide behind a machine that happens to be fast.

Both look at the thread itself and not at the clock on the wall, so that a busy machine finds nothing by itself. MISTAKE
puts one in, for the test of the watches: `sleeps`, `burns`, or `none`.
"""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
from pathlib import Path

import blockbuster.blockbuster

import kiosk.app
import kiosk.engine
from kiosk.app import run_engine
from kiosk.places import Places
from kiosk.setup import Makers
from kiosk.steps.consent import ConsentStep
from kiosk.visit.visit import Outcome, Visit

CPU_LIMIT = 0.05
"""Seconds of the loop thread's CPU time that one step may take: three frames of the screen."""


class Watch:
    """Writes down what should not have happened on the loop."""

    def __init__(self, report: Path) -> None:
        self._report = report
        self._found: list[str] = []
        self._detector = blockbuster.BlockBuster()

    def found(self, what: str) -> None:
        self._found.append(what)

    def end(self) -> None:
        """Write the report; a file that is not there means that the engine never came so far."""
        self._detector.deactivate()
        self._report.write_text("\n".join(self._found), encoding="utf-8")

    def begin(self) -> None:
        watch = self

        class Found(blockbuster.BlockingError):
            def __init__(self, function: str) -> None:
                super().__init__(function)
                watch.found(f"blocks in {function}: {''.join(traceback.format_stack(limit=6)[:-2])}")

        blockbuster.blockbuster.BlockingError = Found  # type: ignore[assignment,misc]
        self._detector.activate()
        self._time_each_step()

    def _time_each_step(self) -> None:
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            began = time.thread_time()
            run(handle)
            took = time.thread_time() - began
            if took > CPU_LIMIT:
                self.found(f"burns {took * 1000:.0f} ms in {handle!r}")

        asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]


class SleepingConsent(ConsentStep):
    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        time.sleep(0.001)
        return await super().run(visit, back=back)


class BurningConsent(ConsentStep):
    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        end = time.thread_time() + 2 * CPU_LIMIT
        while time.thread_time() < end:
            pass
        return await super().run(visit, back=back)


MISTAKES = {"sleeps": SleepingConsent, "burns": BurningConsent, "none": ConsentStep}


def main(report: str, mistake: str, terminal: str, data: str) -> int:
    watch = Watch(Path(report))

    class WatchedEngine(kiosk.engine.Engine):
        async def run(self) -> None:
            watch.begin()
            try:
                await super().run()
            finally:
                watch.end()

    kiosk.engine.STEPS = {**kiosk.engine.STEPS, "consent": MISTAKES[mistake]()}
    vars(kiosk.app)["Engine"] = WatchedEngine
    return run_engine(Places.of(Path(data)), Path(terminal), Makers())


if __name__ == "__main__":
    _, given_report, given_mistake, _, given_terminal, _, given_data = sys.argv
    sys.exit(main(given_report, given_mistake, given_terminal, given_data))
