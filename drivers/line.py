# SPDX-License-Identifier: GPL-3.0-or-later
"""What an open line of bytes to a device owes the driver, and how it fails, whatever it runs over."""

from __future__ import annotations

from abc import ABC, abstractmethod

from drivers.contract import Action, DeviceError, DeviceState


class LineError(DeviceError):
    """The line cannot be used. Root of the errors of all lines."""


class PortAbsent(LineError):  # noqa: N818
    """There is no such port, or nobody listens on it."""

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class PortForbidden(LineError):  # noqa: N818
    """The port is there and we have no right to it."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION


class PortInUse(LineError):  # noqa: N818
    """Another program holds the port."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION


class LineLost(LineError):  # noqa: N818
    """The line was open and has ended: unplugged, closed by the peer, or stuck."""

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class Line(ABC):
    """An open line. Used from one thread only; every call is bounded in time."""

    @abstractmethod
    def read(self, seconds: float) -> bytes:
        """Return what arrives, as soon as anything does; empty after `seconds` without. Raises `LineLost`."""

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises `LineLost`."""

    @abstractmethod
    def close(self) -> None:
        """Give the port back. Never raises."""
