# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what the platform told about the time, for a start with a flat battery and no link."""

from __future__ import annotations

import logging

from offline_cache.errors import StoreTrouble
from offline_cache.outbox_thread import OutboxThread
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0
"""Seconds, until the platform has told the time."""
KEEP_EVERY = 3600.0
"""Seconds; how far behind a terminal may start."""


async def keep_time(outbox: OutboxThread, clock: TrustedClock) -> None:
    """Keep it again and again, until cancelled."""
    while True:
        told, contact = clock.last_told(), clock.last_contact()
        if told is not None:
            try:
                await outbox.call(lambda box, at=(told, contact): box.known_time.keep(*at))  # type: ignore[misc]
            except StoreTrouble as trouble:
                log.error("the time could not be kept: %s", type(trouble).__name__)  # noqa: TRY400 - names the type
        await clock.sleep(LOOK_EVERY if told is None else KEEP_EVERY)
