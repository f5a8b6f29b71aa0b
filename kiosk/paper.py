# SPDX-License-Identifier: GPL-3.0-or-later
"""From a print job in the store to paper: renders what is true now, prints it, and records what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec

from kiosk.receipt import Slip, receipt
from kiosk.services.pack import ServicePack
from kiosk.standing import standing
from kiosk.terminal import Terminal
from kiosk.visit.answers import Answers
from kiosk.words import Language
from offline_cache.clock import read_stamp
from offline_cache.errors import BugError
from offline_cache.outbox.print_jobs import PrintJob, PrintState
from offline_cache.outbox_thread import OutboxThread
from printers.contract import Printed, PrintOutcome, ReceiptPrinter, Trouble
from printers.receipt.composing import compose

_RECORDED: Mapping[Printed, PrintState] = {
    Printed.PRINTED: PrintState.PRINTED,
    Printed.NOT_PRINTED: PrintState.FAILED,
    Printed.UNKNOWN: PrintState.UNKNOWN,
}


class Paper:
    """The receipts of one terminal."""

    def __init__(self, outbox: OutboxThread, printer: ReceiptPrinter | None, terminal: Terminal, *, demo: bool) -> None:
        self._outbox = outbox
        self._printer = printer
        self._terminal = terminal
        self._demo = demo

    @property
    def can_print(self) -> bool:
        """Whether a job given now has every known reason to come out."""
        return self._printer is not None and self._printer.status.can_print

    async def print(
        self,
        key: str,
        pack: ServicePack,
        answers: Answers | None,
        language: Language = "hans",
        *,
        large: bool = True,
        again: bool = False,
    ) -> PrintOutcome:
        """Print a transaction's receipt; without `answers` the bare slip. A second paper is marked 补打.

        In large print unless the citizen wants less. `again`: the visit that the receipt belongs to is over, so that it
        is a second one whatever became of the first.

        Runs to its end when the caller is cancelled: what came out is recorded in any case.
        """
        return await asyncio.shield(self._print(key, pack, answers, language, large=large, again=again))

    async def settle(self, key: str, *, came_out: bool) -> None:
        """Record what the citizen says of a paper that the printer did not vouch for."""
        job = await self._last(key)
        if job.state is PrintState.UNKNOWN:
            await self._mark(job, PrintState.PRINTED if came_out else PrintState.FAILED)

    async def _print(
        self, key: str, pack: ServicePack, answers: Answers | None, language: Language, *, large: bool, again: bool
    ) -> PrintOutcome:
        if self._printer is None:
            return PrintOutcome(Printed.NOT_PRINTED, Trouble.ABSENT)
        job = await self._last(key)
        if job.state is PrintState.UNKNOWN:
            await self._mark(job, PrintState.FAILED)
        if job.state in {PrintState.UNKNOWN, PrintState.PRINTED} or (again and not job.reprint):
            before = job.id
            job = await self._outbox.call(lambda outbox: outbox.print_jobs.reprint(before))
        transaction = await self._outbox.call(lambda outbox: outbox.get(key))
        if transaction is None:
            raise BugError("a print job without its transaction")
        composed = await asyncio.to_thread(
            compose,
            receipt(
                pack,
                self._terminal,
                number=transaction.number,
                standing=standing(transaction),
                platform_number=transaction.platform_number or "",
                registered_at=read_stamp(msgspec.json.decode(job.slip, type=Slip).registered_at),
                language=language,
                answers=answers,
                reprint=job.reprint,
                demo=self._demo,
            ),
            self._printer,
            large=large,
        )
        await self._mark(job, PrintState.PRINTING)
        outcome = await self._printer.print(composed, job=f"{job.id}")
        await self._mark(job, _RECORDED[outcome.printed])
        return outcome

    async def _last(self, key: str) -> PrintJob:
        jobs = await self._outbox.call(lambda outbox: outbox.print_jobs.of(key))
        return jobs[-1]

    async def _mark(self, job: PrintJob, state: PrintState) -> None:
        await self._outbox.call(lambda outbox: outbox.print_jobs.mark(job.id, state))
