# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `sdt`: a SAM_A reader (GA/T 467-2019) on a serial port or behind a TCP port."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from drivers.contract import Capabilities, DeviceState, Status, StatusListener, Unsubscribe
from drivers.id_reader.card import IdCard
from drivers.id_reader.connection import Connection
from drivers.id_reader.contract import INTERFACE, VERSION, IdReader
from drivers.id_reader.delays import Delays
from drivers.io_thread import Cancel, IoThread
from drivers.status import StatusBoard
from drivers.transport import check_port, open_line

_log = logging.getLogger(__name__)

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""Bits a second that the module can be set to; it is delivered with the first."""


class SdtReader(IdReader):
    """A reader on `port`, a pyserial URL. `now` is a monotonic clock in seconds."""

    def __init__(
        self,
        port: str,
        *,
        baud: int = BAUD_RATES[0],
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        check_port(port)
        self._delays = limits = delays or Delays()
        self._board = StatusBoard("ID-card reader")
        self._connection = Connection(
            lambda: open_line(port, baud=baud, limit=limits.connect), self._board, limits, now
        )
        self._thread: IoThread | None = None

    @property
    def status(self) -> Status:
        """See `IdReader.status`."""
        return self._board.status

    @property
    def capabilities(self) -> Capabilities:
        """See `IdReader.capabilities`. The serial number is that of the security module."""
        return Capabilities(INTERFACE, VERSION, serial=self._connection.serial or None)

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        """See `IdReader.subscribe`."""
        return self._board.subscribe(listener)

    async def start(self) -> None:
        """See `IdReader.start`."""
        if self._thread is not None:
            return
        known = asyncio.Event()
        self._board.attach(asyncio.get_running_loop())
        self._board.publish(Status(DeviceState.STARTING))

        def learn(status: Status) -> None:
            if status.state is not DeviceState.STARTING:
                known.set()

        unsubscribe = self._board.subscribe(learn)
        self._thread = IoThread("id-reader", self._connection)
        self._thread.start()
        try:
            async with asyncio.timeout(self._delays.start):
                await known.wait()
        except TimeoutError:
            pass  # it goes on starting; subscribers will hear
        finally:
            unsubscribe()

    async def close(self) -> None:
        """See `IdReader.close`."""
        thread, self._thread = self._thread, None
        if thread is not None and not await thread.close(self._delays.close):
            _log.error("the ID-card reader's thread hangs in a call and is left behind")

    async def read(self, *, timeout: float | None = None, on_found: Callable[[], None] | None = None) -> IdCard:
        """See `IdReader.read`."""
        if self._thread is None:
            raise RuntimeError("start() comes before read()")
        loop = asyncio.get_running_loop()
        waiting = True

        def found() -> None:
            if on_found is not None and waiting:
                on_found()

        def work(cancel: Cancel) -> IdCard:
            return self._connection.read(cancel, lambda: _post(loop, found))

        try:
            return await self._thread.run(work, timeout=timeout)
        finally:
            waiting = False


def _post(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
        loop.call_soon_threadsafe(call)
