# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of presence sensors (人体感应): whether somebody stands in front of the terminal.

XFS4IoT knows it as the proximity sensor of its Auxiliaries. It is a hint, for waking the screen and for hiding what a
person has left on it; nothing about money or identity rests on it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from enum import StrEnum

from drivers.contract import Device, Unsubscribe

INTERFACE = "presence"
VERSION = (1, 0)


class Presence(StrEnum):
    """Whether somebody is there."""

    NEAR = "near"
    GONE = "gone"
    UNKNOWN = "unknown"
    """The sensor cannot be read, or has not been for long enough. Never treat it as gone."""


PresenceListener = Callable[[Presence], None]
"""Called on the event loop's thread after each change."""


class PresenceSensor(Device):
    """A sensor that reports by itself."""

    @property
    @abstractmethod
    def presence(self) -> Presence:
        """Whether somebody is there by now."""

    @abstractmethod
    def watch(self, listener: PresenceListener) -> Unsubscribe:
        """Call `listener` with each change, on the loop's thread. The present state is not repeated to it."""
