# SPDX-License-Identifier: GPL-3.0-or-later
"""A device with a thread of its own: what every driver has in common."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from drivers.contract import Capabilities, Closed, Device, DeviceState, Status, StatusListener, Unsubscribe
from drivers.io_thread import Cancel, IoThread, Occupant
from drivers.status import StatusBoard

_log = logging.getLogger(__name__)

T = TypeVar("T")


class ThreadedDevice(Device):
    """A device whose blocking calls are made by `occupant`, in one I/O thread.

    `title` names it in the log and names the thread, `board` holds its status. `start_within` and `close_within` are
    the seconds that `start()` waits for the first status and `close()` for the thread's end.
    """

    def __init__(
        self,
        title: str,
        board: StatusBoard,
        occupant: Occupant,
        capabilities: Capabilities,
        *,
        start_within: float = 3.0,
        close_within: float = 3.0,
    ) -> None:
        self._title = title
        self._board = board
        self._occupant = occupant
        self._capabilities = capabilities
        self._start_within = start_within
        self._close_within = close_within
        self._thread: IoThread | None = None
        self._closed = False

    @property
    def status(self) -> Status:
        """See `Device.status`."""
        return self._board.status

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`."""
        return self._capabilities

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """See `Device.subscribe`."""
        return self._board.subscribe(listener)

    async def start(self) -> None:
        """See `Device.start`."""
        if self._thread is not None:
            return
        self._closed = False
        known = asyncio.Event()
        self._board.attach(asyncio.get_running_loop())
        self._board.publish(Status(DeviceState.STARTING))

        def learn(status: Status) -> None:
            if status.state is not DeviceState.STARTING:
                known.set()

        unsubscribe = self._board.subscribe(learn)
        self._thread = IoThread(self._title, self._occupant)
        self._thread.start()
        try:
            async with asyncio.timeout(self._start_within):
                await known.wait()
        except TimeoutError:
            pass  # it goes on starting; subscribers will hear
        finally:
            unsubscribe()

    async def close(self) -> None:
        """See `Device.close`."""
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None and not await thread.close(self._close_within):
            _log.error("%s: its thread hangs in a call and is left behind", self._title)

    async def _perform(self, work: Callable[[Cancel], T], *, timeout: float | None = None) -> T:
        """Do `work` in the I/O thread; see `IoThread.run`."""
        if self._closed:  # as for a loop that asks again and again, and has not heard of it yet
            raise Closed("the device is closed")
        if self._thread is None:
            raise RuntimeError("start() comes first")
        return await self._thread.run(work, timeout=timeout)
