# SPDX-License-Identifier: GPL-3.0-or-later
"""What the platform has settled is kept here for a while, for questions; then its sealed bytes are deleted."""

from __future__ import annotations

import logging
from datetime import timedelta

from offline_cache.clock import Clock
from offline_cache.errors import StoreTrouble
from offline_cache.outbox_thread import OutboxThread

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long sealed bytes stay after the platform has confirmed that they are durably processed."""
LOOK_EVERY = 6 * 3600.0
"""Seconds."""


async def purge_settled(outbox: OutboxThread, clock: Clock) -> None:
    """Delete what is due, at once and then again and again, until cancelled; the rows stay as proof."""
    while True:
        before = clock.now() - KEPT
        try:
            purged = await outbox.call(lambda box, before=before: box.purge(before))  # type: ignore[misc]
        except StoreTrouble as trouble:
            log.error("nothing could be purged: %s", type(trouble).__name__)  # noqa: TRY400 - the type says it all
        else:
            if purged:
                log.info("%d settled transactions purged", purged)
        await clock.sleep(LOOK_EVERY)
