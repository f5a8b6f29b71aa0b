# SPDX-License-Identifier: GPL-3.0-or-later
"""How a device is held: attached as soon as it is there, watched, and attached again after a loss."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from drivers.backoff import Backoff
from drivers.contract import DeviceError, DeviceState, Status
from drivers.status import StatusBoard

ONLINE = Status(DeviceState.ONLINE)
BUSY = Status(DeviceState.BUSY)

_STILL_ATTACHED = frozenset({DeviceState.ONLINE, DeviceState.BUSY, DeviceState.USER_ERROR})
"""States of an error after which the device need not be attached anew."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between the looks at a device while nobody uses it."""

    look: float = 0.5
    """Between two looks at a device that is there."""
    retry_first: float = 0.25
    """Until a lost device is tried again; doubled after each failure …"""
    retry_most: float = 1.0
    """… up to this."""


class Attachment(ABC):
    """Lives in a device's I/O thread (`drivers.io_thread.Occupant`); nothing of it is called from elsewhere.

    A driver says how its device is attached, looked at and let go of. Each of the three is bounded in time. What goes
    wrong is a `DeviceError`, which ends up on the board.
    """

    def __init__(self, board: StatusBoard, *, pace: Pace | None = None, random: Random | None = None) -> None:
        self.board = board
        self._pace = pace or Pace()
        self._backoff = Backoff(self._pace.retry_first, self._pace.retry_most, random)
        self._is_attached = False

    @abstractmethod
    def _attach(self) -> None:
        """Open the device and make sure that it answers, where it can. Raises `DeviceError`.

        What was opened before it failed is closed by `_detach`, which is called then.
        """

    @abstractmethod
    def _look(self) -> Status:
        """Return how the attached device stands, between commands. Raises `DeviceError` when it has gone."""

    @abstractmethod
    def _detach(self) -> None:
        """Let go of the device, whatever of it is open. Never raises."""

    def idle(self) -> float:
        """Notice a device that has gone or come back."""
        try:
            self._attach_if_not()
            self.board.publish(self._look())
        except DeviceError as error:
            self._failed(error)
            return self._backoff.pause()
        self._backoff.reset()
        return self._pace.look

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Around a command: the device is attached if it can be, and busy meanwhile.

        An error after which the device has to be attached anew lets go of it; every error goes on to the caller.
        """
        try:
            self._attach_if_not()
            self.board.publish(BUSY)
            yield
        except DeviceError as error:
            self._failed(error)
            raise
        finally:
            if self.board.status == BUSY:
                self.board.publish(ONLINE)

    def finish(self) -> None:
        """Give the device back."""
        self._detach()
        self._is_attached = False
        self.board.publish(Status())

    def _attach_if_not(self) -> None:
        if not self._is_attached:
            self._attach()
            self._is_attached = True

    def _failed(self, error: DeviceError) -> None:
        if error.state in _STILL_ATTACHED and self._is_attached:
            return
        self._detach()
        self._is_attached = False
        self.board.publish(error.status)
