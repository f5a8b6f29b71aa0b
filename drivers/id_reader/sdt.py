# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `sdt`: a SAM_A reader (GA/T 467-2019) on a serial port or behind a TCP port."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from drivers.contract import Capabilities
from drivers.device import ThreadedDevice, on_loop
from drivers.id_reader.card import IdCard
from drivers.id_reader.connection import Connection
from drivers.id_reader.contract import INTERFACE, VERSION, IdReader
from drivers.id_reader.delays import Delays
from drivers.id_reader.protocol import BAUD_RATES
from drivers.io_thread import Cancel
from drivers.status import StatusBoard
from drivers.transport import check_port, open_line

TITLE = "ID-card reader"


class SdtReader(ThreadedDevice, IdReader):
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
        limits = delays or Delays()
        board = StatusBoard(TITLE)
        self._connection = Connection(lambda: open_line(port, baud=baud, limit=limits.connect), board, limits, now)
        super().__init__(
            TITLE,
            board,
            self._connection,
            Capabilities(INTERFACE, VERSION),
            start_within=limits.start,
            close_within=limits.close,
        )

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`. The serial number is that of the security module."""
        return replace(self._capabilities, serial=self._connection.serial or None)

    async def read(self, *, timeout: float | None = None, on_found: Callable[[], None] | None = None) -> IdCard:
        """See `IdReader.read`."""
        loop = asyncio.get_running_loop()
        waiting = True

        def found() -> None:
            if on_found is not None and waiting:
                on_found()

        def work(cancel: Cancel) -> IdCard:
            return self._connection.read(cancel, lambda: on_loop(loop, found))

        try:
            return await self._perform(work, timeout=timeout)
        finally:
            waiting = False
