# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` says about the platform's sealing keys as this terminal has them."""

from __future__ import annotations

from kiosk.commands.findings import Finding
from kiosk.keywatch import SOON
from kiosk.local_time import local_day
from kiosk.province.contract import KeyRing
from offline_cache.clock import Clock

_ADVICE = "bring the link back, and the terminal fetches new keys; if it has one, the platform must exchange its key"


def examine_keys(ring: KeyRing, clock: Clock) -> Finding:
    """Say which key is sealed to, and until when."""
    found = f"key ring {ring.version}"
    if not ring.usable:
        return Finding("keys", "bad", f"{found} has no key of a kind that this release knows", "update this terminal")
    now = clock.now()
    key = ring.current(now)
    if key is None:
        last = max(key.not_after for key in ring.usable)
        ended = f"{found}: no key is valid; the last one ends or has ended on {local_day(last)}"
        return Finding("keys", "degraded", f"{ended}, and new cases are refused", _ADVICE)
    found = f"{found}: {key.id} ({key.suite}) until {local_day(key.not_after)}"
    if key.not_after < now + SOON:
        return Finding("keys", "degraded", f"{found}, and there is no later one yet", _ADVICE)
    return Finding("keys", "good", found)
