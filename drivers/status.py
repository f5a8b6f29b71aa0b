# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's current status, its listeners, and its two lines in the log."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from drivers.contract import DeviceState, Status, StatusListener, Unsubscribe

_log = logging.getLogger(__name__)


class StatusBoard:
    """Holds the status that the I/O thread publishes and tells the event loop of each change.

    `name` stands in the log: one line when the device is lost, one when it is there (again), however often it fails
    between.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._status = Status()
        self._listeners: list[StatusListener] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._was_usable: bool | None = None

    @property
    def status(self) -> Status:
        """The latest status; may be read from any thread."""
        return self._status

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call listeners on this loop from now on."""
        self._loop = loop

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """Call `listener` with each new status, on the loop's thread. The present status is not repeated to it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, status: Status) -> None:
        """Set the status; listeners hear of it when it differs. May be called from any thread."""
        if status == self._status:
            return
        self._status = status
        self._note(status)
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
                self._loop.call_soon_threadsafe(self._tell, status)

    def _tell(self, status: Status) -> None:
        for listener in tuple(self._listeners):
            if listener in self._listeners:
                listener(status)

    def _note(self, status: Status) -> None:
        if status.state in {DeviceState.UNKNOWN, DeviceState.STARTING} or status.usable == self._was_usable:
            return
        self._was_usable = status.usable
        if status.usable:
            _log.info("%s is there", self._name)
        else:
            _log.warning("%s is lost: %s, to clear it: %s", self._name, status.state, status.action or "unknown")
