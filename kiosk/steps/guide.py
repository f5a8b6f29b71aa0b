# SPDX-License-Identifier: GPL-3.0-or-later
"""Guide: what the service is, how long it takes and what it needs, before anything is asked."""

from __future__ import annotations

from kiosk.failures import Failed, Failures
from kiosk.visit.screens import Guide
from kiosk.visit.visit import Outcome, Visit
from offline_cache.policy import Refusal


class GuideStep:
    """Shows the guide. A terminal that can no longer keep a promise says so here, before the form."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed with STORE_FULL or KEYS_EXPIRED when the queue takes no new work."""
        refusals = () if visit.pack.offline == "C" else await visit.desk.refusals()
        if refusals:
            raise Failed(Failures.KEYS_EXPIRED if Refusal.PLATFORM_KEY in refusals else Failures.STORE_FULL)
        guide = Guide(
            title=visit.pack.name.words,
            minutes=visit.pack.minutes,
            lines=tuple(line.words for line in visit.pack.guide),
            icon=visit.pack.icon,
        )
        press = await visit.front.ask(guide, "START", "BACK", back=back)
        return Outcome.NEXT if press.action == "START" else Outcome.BACK
