# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate (好差评): voluntary, after each service; nothing is chosen beforehand and skipping costs nothing."""

from __future__ import annotations

from kiosk.visit.screens import Rate
from kiosk.visit.visit import Outcome, Visit


class RateStep:
    """Asks for a rating and queues it like any other transaction, so that none is lost while the link is down."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Ask once."""
        press = await visit.front.ask(Rate(), "RATE", "SKIP", back=back)
        if press.action == "RATE" and press.value in {"1", "2", "3", "4", "5"}:
            await visit.desk.rate(visit, int(press.value))
        return Outcome.NEXT
