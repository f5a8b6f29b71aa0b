# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the codes before a camera are new, as opposed to those that lie there."""

from __future__ import annotations

import hashlib
import secrets

_MOST = 64
"""Codes that are kept in mind at once."""


class Sight:
    """Keeps in mind what was seen until it has been gone for `away` seconds: no code itself, only its keyed digest."""

    def __init__(self, away: float) -> None:
        self._away = away
        self._key = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}
        self._once: dict[bytes, float] = {}

    def begin(self, now: float) -> None:
        """Begin a scan: what was seen a moment ago still counts as lying there, and nothing else."""
        self._seen = {digest: at for digest, at in self._seen.items() if now - at <= self._away}
        self._once.clear()

    def is_new(self, data: bytes, now: float, *, before: bool, sure: bool) -> bool:
        """Take note that a code is seen; return whether it is shown anew.

        What is seen `before` the scan listens never is. Unless it is `sure` to have been read rightly, it has to be
        seen twice in the same way.
        """
        digest = hashlib.blake2b(data, key=self._key, digest_size=16).digest()
        lies_there = now - self._seen.get(digest, float("-inf")) <= self._away
        if not sure and not lies_there and now - self._once.get(digest, float("-inf")) > self._away:
            _keep(self._once, digest, now)
            return False
        _keep(self._seen, digest, now)
        return not before and not lies_there


def _keep(times: dict[bytes, float], digest: bytes, now: float) -> None:
    times.pop(digest, None)
    times[digest] = now
    if len(times) > _MOST:
        del times[next(iter(times))]
