# SPDX-License-Identifier: GPL-3.0-or-later
"""Pauses between attempts that go on failing."""

from __future__ import annotations

from random import Random, SystemRandom


class Backoff:
    """Pauses that double from `first` up to `most` seconds, each shortened by up to a half at random.

    Without chance in it, all devices behind one hub that lost power would be tried in the same instant, again and
    again.
    """

    def __init__(self, first: float, most: float, random: Random | None = None) -> None:
        self._first = first
        self._most = most
        self._random = random or SystemRandom()
        self._next = first

    def pause(self) -> float:
        """Return the seconds until the next attempt."""
        pause = self._next
        self._next = min(2 * pause, self._most)
        return pause * self._random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew: an attempt has succeeded."""
        self._next = self._first
