# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `modbus`: a sensor's contact on a discrete input of a Modbus RTU board, on a serial port or behind TCP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from drivers.attachment import ONLINE, Attachment, Pace
from drivers.contract import Capabilities, Status, Unsubscribe
from drivers.device import ThreadedDevice
from drivers.modbus import BAUD_RATES, read_inputs
from drivers.modbus_bus import Bus, Limits
from drivers.presence.contract import INTERFACE, VERSION, Presence, PresenceListener, PresenceSensor
from drivers.presence.debounce import Debouncer, Settling
from drivers.status import StatusBoard
from drivers.watched import Watched

PACE = Pace(look=0.2)


class ModbusPresence(ThreadedDevice, PresenceSensor):
    """The contact at `input` (counted from 0) of the board `unit` on `port`.

    `near_when_closed` False: the contact opens when somebody comes, as that of an alarm sensor does. `now` is a
    monotonic clock in seconds.
    """

    def __init__(
        self,
        port: str,
        *,
        input: int = 0,  # noqa: A002 - the word for it on every such board
        near_when_closed: bool = True,
        unit: int = 1,
        baud: int = BAUD_RATES[0],
        limits: Limits | None = None,
        settling: Settling | None = None,
        pace: Pace = PACE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        board = StatusBoard("presence sensor")
        self._presence = Watched(Presence.UNKNOWN)
        contact = _Contact(
            board,
            Bus(port, baud, limits, now),
            is_near=lambda bus: bus.ask(read_inputs(unit, input, 1)).states[0] is near_when_closed,
            debouncer=Debouncer(settling or Settling()),
            presence=self._presence,
            pace=pace,
            now=now,
        )
        super().__init__("presence sensor", board, contact, Capabilities(INTERFACE, VERSION))

    async def start(self) -> None:
        """See `Device.start`."""
        self._presence.attach(asyncio.get_running_loop())
        await super().start()

    @property
    def presence(self) -> Presence:
        """See `PresenceSensor.presence`."""
        return self._presence.value

    def watch(self, listener: PresenceListener) -> Unsubscribe:
        """See `PresenceSensor.watch`."""
        return self._presence.subscribe(listener)


class _Contact(Attachment):
    """The contact as the I/O thread sees it."""

    def __init__(
        self,
        board: StatusBoard,
        bus: Bus,
        *,
        is_near: Callable[[Bus], bool],
        debouncer: Debouncer,
        presence: Watched[Presence],
        pace: Pace,
        now: Callable[[], float],
    ) -> None:
        super().__init__(board, pace=pace)
        self._bus = bus
        self._is_near = is_near
        self._debouncer = debouncer
        self._presence = presence
        self._now = now

    def _attach(self) -> None:
        self._bus.join()

    def _look(self) -> Status:
        near = self._is_near(self._bus)
        self._presence.tell(self._debouncer.look(near=near, seconds=self._now()))
        return ONLINE

    def _detach(self) -> None:
        self._presence.tell(self._debouncer.blind())
        self._bus.leave()
