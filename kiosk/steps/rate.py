# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate (好差评): voluntary, after each service; nothing is chosen beforehand and skipping costs nothing."""

from __future__ import annotations

import logging

from kiosk.province.rating import Satisfaction
from kiosk.visit.screens import Rate
from kiosk.visit.visit import Outcome, Visit
from offline_cache.errors import StoreTrouble

log = logging.getLogger(__name__)


class RateStep:
    """Asks for a rating of the case; it is kept until the platform has it."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Ask once."""
        if visit.transaction is None:
            return Outcome.NEXT
        press = await visit.front.ask(Rate(), "RATE", "SKIP", back=back)
        satisfaction = next((one for one in Satisfaction if str(one.reporting) == press.value), None)
        if press.action == "RATE" and satisfaction is not None:
            try:
                await visit.desk.ratings.keep(visit.transaction.number, satisfaction)
            except StoreTrouble as trouble:
                log.error("a rating was not kept: %s", type(trouble).__name__)  # noqa: TRY400 - the type says it all
        return Outcome.NEXT
