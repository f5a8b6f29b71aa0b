# SPDX-License-Identifier: GPL-3.0-or-later
"""What every device has in common: states, the action that clears an error, capabilities, errors.

The vocabulary is that of XFS4IoT (CEN CWA 17852: Common.Status, Common.Capabilities, Common.ErrorEvent). Three rules
hold for every driver:

* what cannot be read is `DeviceState.UNKNOWN`, never good;
* each command ends in exactly one completion: its result, one `DeviceError`, or the caller's cancellation;
* a `DeviceError` tells of the world (unplugged, silent, refused). A mistake in our own code is any other exception.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class DeviceState(StrEnum):
    """How a device stands (XFS4IoT Common.Status, `device`)."""

    UNKNOWN = "unknown"
    """Nothing is known: not started, closed, or not readable. Never treat it as good."""
    STARTING = "starting"
    """Started, and has not answered for the first time yet."""
    ONLINE = "online"
    """Answers, and is free."""
    BUSY = "busy"
    """Answers, and a command is under way."""
    OFFLINE = "offline"
    """The port is there and the device does not answer, or may not be used."""
    NO_DEVICE = "no_device"
    """The port is not there: unplugged, or nobody listens."""
    HARDWARE_ERROR = "hardware_error"
    """It answers that it is broken."""
    USER_ERROR = "user_error"
    """A person is in the way, as with a card that was pulled too early."""

    @property
    def usable(self) -> bool:
        """Whether a command given now has a chance: online or busy."""
        return self in {DeviceState.ONLINE, DeviceState.BUSY}


class Action(StrEnum):
    """What clears an error (XFS4IoT Common.ErrorEvent, `action`)."""

    RESET = "reset"
    """Reset the device: switch it off and on."""
    CLEAR = "clear"
    """Clear the way, as by lifting the card and putting it back."""
    MAINTENANCE = "maintenance"
    """A technician must come: plug in, repair, replace."""
    CONFIGURATION = "configuration"
    """The settings are wrong: driver name, port, rights, or another program that holds the port."""
    SUSPEND = "suspend"
    """Leave the device alone for a while."""


@dataclass(frozen=True, slots=True)
class Status:
    """A device's state, and the action that makes it usable again where one is known."""

    state: DeviceState = DeviceState.UNKNOWN
    action: Action | None = None

    @property
    def usable(self) -> bool:
        """Whether a command given now has a chance."""
        return self.state.usable


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device can do, as far as it has told us (XFS4IoT Common.Capabilities)."""

    interface: str
    """The contract that it fulfils, such as `id_reader`."""
    version: tuple[int, int]
    """Major and minor version of that contract. A new minor version only adds."""
    serial: str | None = None
    """The device's own serial number; None as long as it has not told one."""


StatusListener = Callable[[Status], None]
"""Called on the event loop's thread after each change of status."""

Unsubscribe = Callable[[], None]
"""Ends a subscription; calling it again does nothing."""


class DeviceError(Exception):
    """Root of everything that can go wrong with a device in the world.

    Its text holds no personal data. `state` is how the device stands because of it, `action` is what clears it.
    """

    state: DeviceState = DeviceState.UNKNOWN
    action: Action | None = None

    def __init__(self, message: str = "", *, state: DeviceState | None = None, action: Action | None = None) -> None:
        super().__init__(message)
        if state is not None:
            self.state = state
        if action is not None:
            self.action = action

    @property
    def status(self) -> Status:
        """State and action as one value."""
        return Status(self.state, self.action)


class ConfigurationError(DeviceError):
    """The device's settings cannot be used: unknown driver, or a port that is no port."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION


class TimedOut(DeviceError):  # noqa: N818
    """The caller's time limit ran out before the command ended. The device itself may be well."""

    state = DeviceState.ONLINE


class Closed(DeviceError):  # noqa: N818
    """The device was closed while the command waited."""


class Device(ABC):
    """A peripheral, whatever its class; each class's contract adds its verbs.

    All methods belong to the thread of one asyncio loop. Between commands the device watches itself: that it goes or
    comes back is noticed, and `subscribe` tells of it. Commands may be given in any state; they try.
    """

    @property
    @abstractmethod
    def status(self) -> Status:
        """How the device stands. Use `status.usable` (online or busy) to decide whether to offer what needs it."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What the device can do; `serial` is known only after it has told."""

    @abstractmethod
    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """Call `listener` with each new status, on the loop's thread. The present status is not repeated to it."""

    @abstractmethod
    async def start(self) -> None:
        """Begin to watch the device; return when its first status is known, or after a short time limit.

        Raises nothing when the device is absent: it may come at any moment. A second call does nothing.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of the device. A command that still waits raises `Closed`, and one given later too.

        Closing again does nothing.
        """
