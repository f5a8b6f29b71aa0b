# SPDX-License-Identifier: GPL-3.0-or-later
"""From a contact that chatters to somebody who is near or gone, as a pure function of time."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.presence.contract import Presence


@dataclass(frozen=True, slots=True)
class Settling:
    """Seconds for which the contact has to stay the same before it is believed."""

    near: float = 0.3
    """A person who passes by sets a sensor off for a moment."""
    gone: float = 3.0
    """A person who stands still is lost by a sensor that sees movement, and found again with the next one."""


class Debouncer:
    """Judges one look at the contact after another."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling
        self._seen: Presence | None = None
        self._since = 0.0
        self.presence = Presence.UNKNOWN

    def look(self, *, near: bool, seconds: float) -> Presence:
        """Take the contact as it is at this time, and return whether somebody is there."""
        seen = Presence.NEAR if near else Presence.GONE
        if seen is not self._seen:
            self._seen, self._since = seen, seconds
        if seconds - self._since >= (self._settling.near if near else self._settling.gone):
            self.presence = seen
        return self.presence

    def blind(self) -> Presence:
        """Forget everything: the contact cannot be read."""
        self._seen, self.presence = None, Presence.UNKNOWN
        return self.presence
