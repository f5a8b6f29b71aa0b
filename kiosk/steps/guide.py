# SPDX-License-Identifier: GPL-3.0-or-later
"""Guide: what the service is, how long it takes and what it needs, before anything is asked."""

from __future__ import annotations

import asyncio

from kiosk.failures import Failed, Failures
from kiosk.possible import refused_for
from kiosk.visit.screens import Guide
from kiosk.visit.visit import Outcome, Visit
from offline_cache.errors import StoreFull, StoreTrouble

VISIT_BYTES = 16 << 20
"""Room that a visit holds on the disk: a payload at its largest and some pictures of papers, in the log and in the
file."""


class GuideStep:
    """Shows the guide. A terminal that can no longer keep a promise says so here, before the form."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed, for what `possible.REFUSED` names, when the queue takes nothing new."""
        guide = Guide(
            title=visit.pack.name.words,
            minutes=visit.pack.minutes,
            lines=tuple(line.words for line in visit.pack.guide),
            icon=visit.pack.icon,
        )
        if "submit" in visit.pack.steps:
            await _promised(visit)
        press = await visit.front.ask(guide, "START", "BACK", back=back)
        return Outcome.NEXT if press.action == "START" else Outcome.BACK


async def _promised(visit: Visit) -> None:
    """Make sure that what is typed from here on can be kept: nothing stands against it, and its room is held."""
    desk = visit.desk
    try:
        refused = refused_for(visit.pack, await desk.promises.look())
        if refused is not None:
            raise Failed(refused)
        await asyncio.to_thread(desk.room.hold, VISIT_BYTES)
    except StoreFull as error:
        raise Failed(Failures.STORE_FULL) from error
    except StoreTrouble as error:
        raise Failed(Failures.STORE_CLOSED) from error
