# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of uninterruptible power supplies (不间断电源): what feeds the terminal, and for how long.

XFS4IoT knows it as part of its Auxiliaries (engaged, low, recovered).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from drivers.contract import Device, Unsubscribe

INTERFACE = "ups"
VERSION = (1, 0)


class Supply(StrEnum):
    """What feeds the terminal."""

    MAINS = "mains"
    """The mains (市电), with a battery that is charged."""
    BATTERY = "battery"
    """The battery. Whoever is at the terminal can finish; nobody new should begin."""
    LOW = "low"
    """The battery, and it ends within minutes, or the supply is about to switch off: put the work away and stop."""
    RECOVERED = "recovered"
    """The mains again, with a battery that would not yet bridge another cut."""
    UNKNOWN = "unknown"
    """The supply cannot be read. Never treat it as mains; after `LOW`, treat it as low."""


@dataclass(frozen=True, slots=True)
class Power:
    """How the power stands."""

    supply: Supply = Supply.UNKNOWN
    charge: int | None = None
    """Per cent of the battery; None when not told."""
    runtime: int | None = None
    """Seconds that the battery would last by the supply's own estimate; None when not told."""
    replace_battery: bool = False
    """The supply asks for a new battery; until then it may end without warning."""


PowerListener = Callable[[Power], None]
"""Called on the event loop's thread after each change."""


class Ups(Device):
    """A supply that reports by itself."""

    @property
    @abstractmethod
    def power(self) -> Power:
        """How the power stands by now."""

    @abstractmethod
    def watch(self, listener: PowerListener) -> Unsubscribe:
        """Call `listener` with each change, on the loop's thread. The present state is not repeated to it."""
