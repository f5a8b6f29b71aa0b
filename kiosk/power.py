# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the mains feed the terminal: nobody new should begin on a battery that may end in mid-visit."""

from __future__ import annotations

from collections.abc import Callable

from drivers.ups.contract import Power, Supply, Ups

_ON = frozenset({Supply.MAINS, Supply.RECOVERED})
_OFF = frozenset({Supply.BATTERY, Supply.LOW})


class PowerWatch:
    """Keeps what the supply said last; a terminal without one, or one that cannot be read, is on the mains."""

    def __init__(self, ups: Ups | None) -> None:
        self.on_battery = False
        """Whether new visits have to wait until the mains are back."""
        self.on_change: Callable[[], None] = _nothing
        if ups is not None:
            self._learned(ups.power)
            ups.watch(self._learned)

    def _learned(self, power: Power) -> None:
        """A supply that falls silent on battery has not brought the mains back."""
        before = self.on_battery
        if power.supply in _ON | _OFF:
            self.on_battery = power.supply in _OFF
        if self.on_battery != before:
            self.on_change()


def _nothing() -> None:
    pass
