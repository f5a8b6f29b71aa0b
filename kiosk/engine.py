# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: home page, visit, wipe, and home again, for as long as the terminal runs."""

from __future__ import annotations

import asyncio
import gc
import logging
import uuid
from collections.abc import Coroutine, Mapping
from random import Random
from typing import Any

from kiosk.breakage import where
from kiosk.desk import Desk
from kiosk.failures import Failed, Failures
from kiosk.home import home_screen
from kiosk.local_time import local_minute
from kiosk.services.pack import ServicePack, StepName
from kiosk.steps.certificate import CertificateStep
from kiosk.steps.consent import ConsentStep
from kiosk.steps.form import FormStep
from kiosk.steps.guide import GuideStep
from kiosk.steps.identify import IdentifyStep
from kiosk.steps.inquire import InquireStep
from kiosk.steps.print import PrintStep
from kiosk.steps.rate import RateStep
from kiosk.steps.review import ReviewStep
from kiosk.steps.submit import SubmitStep
from kiosk.steps.verify import VerifyStep
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.race import first
from kiosk.visit.recovery import tell_what_became
from kiosk.visit.screens import End, Home, Problem
from kiosk.visit.visit import Outcome, Step, Visit, run_steps
from offline_cache.outbox.visits import UnfinishedVisit

log = logging.getLogger(__name__)

STEPS: Mapping[StepName, Step] = {
    "guide": GuideStep(),
    "consent": ConsentStep(),
    "identify": IdentifyStep(),
    "form": FormStep(),
    "review": ReviewStep(),
    "submit": SubmitStep(),
    "print": PrintStep(),
    "inquire": InquireStep(),
    "verify": VerifyStep(),
    "certificate": CertificateStep(),
    "rate": RateStep(),
}

END_SECONDS = 6
"""How long the last page stays."""

_WORTH_ANOTHER_TRY = frozenset(
    {Failures.LINK_DOWN, Failures.PLATFORM_SLOW, Failures.PLATFORM_STRANGE, Failures.STORE_BROKEN}
)


class Engine:
    """Serves one citizen after the other."""

    def __init__(self, desk: Desk, front: Front, *, idle_limits: IdleLimits, random: Random) -> None:
        self._desk = desk
        self._front = front
        self._idle_limits = idle_limits
        self._random = random
        self._idle: IdleClock | None = None

    async def run(self) -> None:
        """Run until cancelled."""
        # What is there before the first visit belongs to nobody and stays: no wipe after a visit need search it.
        gc.collect()
        gc.freeze()
        await self._tell_of_unfinished()
        while True:
            await self._serve(await self._home())

    def refresh(self) -> None:
        """Draw the home page anew when what is possible may have changed."""
        if isinstance(self._front.screen, Home):
            self._front.update(home_screen(self._desk))

    def nobody_is_there(self) -> None:
        """The sensor says that whoever stood there has gone; what is on the screen need not wait a minute."""
        if self._idle is not None:
            self._idle.hasten()

    async def _home(self) -> ServicePack:
        """Show the home page until a service is chosen that is possible now."""
        self._front.way = ()
        self._front.can_leave = False
        self._front.show(home_screen(self._desk), wipe=True)
        while True:
            press = await self._front.answer("OPEN")
            possible = {tile.service for tile in home_screen(self._desk).tiles if tile.why_not is None}
            if press.value in possible:
                return self._desk.packs[press.value]

    async def _serve(self, pack: ServicePack) -> None:
        marker = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        await self._desk.outbox.call(lambda outbox: outbox.visits.started(marker, pack.id))
        idle = IdleClock(self._desk.clock, self._front, self._idle_limits)
        visit = Visit(id=marker, pack=pack, front=self._front, idle=idle, desk=self._desk)
        outcome = await self._watched(self._steps(visit), idle, otherwise=Outcome.CANCEL)
        if visit.unprinted is not None:
            self._desk.kept.keep(visit.answers.applicant, visit.unprinted)
        kept_until = self._desk.kept.latest(visit.answers.applicant)
        del visit
        await self._desk.outbox.call(lambda outbox: outbox.visits.ended(marker))
        await asyncio.to_thread(self._desk.room.give_back)
        gc.collect()
        if outcome is Outcome.NEXT:
            await self._say_goodbye("" if kept_until is None else local_minute(kept_until)[-5:])

    async def _watched(self, way: Coroutine[Any, Any, Outcome], idle: IdleClock, *, otherwise: Outcome) -> Outcome:
        """Follow a way until it ends, nobody is there any more, or the citizen leaves."""

        async def nobody_there() -> Outcome:
            await idle.run()
            return otherwise

        async def left() -> Outcome:
            await self._front.left()
            return otherwise

        self._front.on_touch = idle.touch
        self._idle = idle
        try:
            return await first(way, nobody_there(), left())
        finally:
            self._idle = None

    async def _steps(self, visit: Visit) -> Outcome:
        """Run the steps; what they raise becomes a page in plain words."""
        while True:
            try:
                return await run_steps(visit, STEPS)
            except Failed as failed:
                failure = failed.failure
            except Exception as error:  # noqa: BLE001 - whatever breaks, the citizen learns what became of the case
                log.error("a step broke: %s", where(error))  # noqa: TRY400 - a traceback may quote what was typed
                failure = Failures.OUR_FAULT
            self._front.can_leave = visit.transaction is None
            if visit.transaction is not None:
                await self._tell(visit.idle, visit.pack, visit.transaction.number)
                return Outcome.NEXT
            worth_it = failure in _WORTH_ANOTHER_TRY
            problem = Problem(
                title=failure.value.title,
                remedy=failure.value.remedy,
                code=failure.code,
                actions=("RETRY", "LEAVE") if worth_it else ("LEAVE",),
            )
            await self._front.ask(problem, "RETRY")

    async def _say_goodbye(self, kept_until: str) -> None:
        """Say good-bye, with everything wiped already."""
        self._front.way = ()
        self._front.can_leave = False
        self._front.show(End(seconds=END_SECONDS, kept_until=kept_until), wipe=True)

        async def again() -> None:
            await self._front.answer("AGAIN")

        await first(again(), self._desk.clock.sleep(END_SECONDS))

    async def _tell_of_unfinished(self) -> None:
        """After a crash or power cut in mid-visit, say what became of it, without the person."""
        for visit in await self._desk.outbox.call(lambda outbox: outbox.visits.unfinished()):
            await self._tell_of(visit)

    async def _tell_of(self, visit: UnfinishedVisit) -> None:
        idle = IdleClock(self._desk.clock, self._front, self._idle_limits)
        pack = self._desk.packs.get(visit.service)

        async def tell() -> Outcome:
            await self._tell(idle, pack, visit.number)
            return Outcome.NEXT

        await self._watched(tell(), idle, otherwise=Outcome.CANCEL)
        await self._desk.outbox.call(lambda outbox: outbox.visits.ended(visit.id))

    async def _tell(self, idle: IdleClock, pack: ServicePack | None, number: str | None) -> None:
        """Tell what became of a case; a fault in telling it must not come back at every start."""
        try:
            await tell_what_became(self._desk, self._front, idle, pack, number)
        except Exception as error:  # noqa: BLE001 - the next citizen must be served
            log.error("what became of a case could not be told: %s", where(error))  # noqa: TRY400 - as in _steps
