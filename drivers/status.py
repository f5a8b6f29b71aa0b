# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's current status, its listeners, and its two lines in the log."""

from __future__ import annotations

import logging

from drivers.contract import DeviceState, Status
from drivers.watched import Watched

_log = logging.getLogger(__name__)


class StatusBoard(Watched[Status]):
    """Holds the status that the I/O thread publishes and tells the event loop of each change.

    `name` stands in the log: one line when the device is lost, one when it is there (again), however often it fails
    between.
    """

    def __init__(self, name: str) -> None:
        super().__init__(Status())
        self._name = name
        self._was_usable: bool | None = None

    @property
    def status(self) -> Status:
        """The latest status; may be read from any thread."""
        return self.value

    def publish(self, status: Status) -> None:
        """Set the status; listeners hear of it when it differs. May be called from any thread."""
        if status != self.value:
            self._note(status)
        self.tell(status)

    def _note(self, status: Status) -> None:
        if status.state in {DeviceState.UNKNOWN, DeviceState.STARTING} or status.usable == self._was_usable:
            return
        self._was_usable = status.usable
        if status.usable:
            _log.info("%s is there", self._name)
        else:
            _log.warning("%s is lost: %s, to clear it: %s", self._name, status.state, status.action or "unknown")
