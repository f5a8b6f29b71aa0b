# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `nut`: a supply behind the `upsd` of Network UPS Tools, on this machine or another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from drivers.attachment import ONLINE, Attachment, Pace
from drivers.contract import Action, Capabilities, ConfigurationError, DeviceError, DeviceState, Status, Unsubscribe
from drivers.device import ThreadedDevice
from drivers.status import StatusBoard
from drivers.transport import Line, LineLost, check_port, open_line
from drivers.ups.contract import INTERFACE, VERSION, Power, PowerListener, Ups
from drivers.ups.protocol import LIST_UPS, Lines, Nonsense, Refusal, get_var, ups_names, variable
from drivers.ups.supply import judge
from drivers.watched import Watched

PACE = Pace(look=2.0, retry_most=2.0)
"""`upsd` itself hears from the supply every two seconds."""

_MOST_BYTES = 16384
"""What one answer may cost."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds."""

    answer: float = 1.0
    """For one whole answer."""
    connect: float = 1.4
    """For `upsd` to accept."""


class UpsdSilent(DeviceError):  # noqa: N818
    """Something has accepted the connection and does not answer, or not as `upsd` does."""

    state = DeviceState.OFFLINE
    action = Action.RESET


class UpsUnread(DeviceError):  # noqa: N818
    """`upsd` answers and cannot tell about the supply. `code` is its error (RFC 9271, ch. 4.3)."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION

    def __init__(self, code: str) -> None:
        status = _REFUSALS.get(code, Status(self.state, self.action))
        super().__init__(f"upsd answers {code}", state=status.state, action=status.action)
        self.code = code


_REFUSALS = {
    "DATA-STALE": Status(DeviceState.NO_DEVICE, Action.MAINTENANCE),  # the supply's cable is out
    "DRIVER-NOT-CONNECTED": Status(DeviceState.OFFLINE, Action.RESET),  # NUT's driver does not run
}
"""All others are a matter of settings: an unknown name, or no right to ask."""

_NOT_SUPPORTED = "VAR-NOT-SUPPORTED"


class NutUps(ThreadedDevice, Ups):
    """The supply that `upsd` at `port` knows as `ups`; without a name the only one that it knows."""

    def __init__(
        self,
        *,
        port: str,
        ups: str = "",
        limits: Limits | None = None,
        pace: Pace = PACE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        check_port(port)
        limits = limits or Limits()
        board = StatusBoard("UPS")
        self._power = Watched(Power())
        self._upsd = _Upsd(
            board, lambda: open_line(port, baud=9600, limit=limits.connect), self._power, name=ups, limits=limits,
            pace=pace, now=now,
        )  # fmt: skip
        super().__init__("UPS", board, self._upsd, Capabilities(INTERFACE, VERSION))

    @property
    def capabilities(self) -> Capabilities:
        """See `Device.capabilities`."""
        return replace(super().capabilities, serial=self._upsd.serial)

    @property
    def power(self) -> Power:
        """See `Ups.power`."""
        return self._power.value

    def watch(self, listener: PowerListener) -> Unsubscribe:
        """See `Ups.watch`."""
        return self._power.subscribe(listener)

    async def start(self) -> None:
        """See `Device.start`."""
        self._power.attach(asyncio.get_running_loop())
        await super().start()


class _Upsd(Attachment):
    """`upsd` as the I/O thread sees it."""

    def __init__(
        self,
        board: StatusBoard,
        connect: Callable[[], Line],
        power: Watched[Power],
        *,
        name: str,
        limits: Limits,
        pace: Pace,
        now: Callable[[], float],
    ) -> None:
        super().__init__(board, pace=pace)
        self._connect = connect
        self._power = power
        self._configured = name
        self._ups = name
        self._limits = limits
        self._now = now
        self._line: Line | None = None
        self.serial: str | None = None

    def _attach(self) -> None:
        self._line = self._connect()
        self._ups = self._configured or self._only_ups()
        self._read()

    def _look(self) -> Status:
        self._read()
        return ONLINE

    def _detach(self) -> None:
        self._power.tell(Power())
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _read(self) -> None:
        self.serial = self.serial or self._get("ups.serial") or None  # a supply may tell it long after its status
        status = self._get("ups.status")
        self._power.tell(judge(status or "", self._get("battery.charge"), self._get("battery.runtime")))

    def _only_ups(self) -> str:
        names = self._ask(LIST_UPS, ups_names)
        if len(names) != 1:
            raise ConfigurationError(f"upsd knows {len(names)} supplies; name one of: {', '.join(names)}")
        return names[0]

    def _get(self, name: str) -> str | None:
        """Return a variable, or None when the supply does not tell it."""
        try:
            return self._ask(get_var(self._ups, name), lambda lines: variable(lines[0], self._ups, name))
        except UpsUnread as unread:
            if unread.code == _NOT_SUPPORTED:
                return None
            raise

    def _ask(self, request: str, understand: Callable[[list[str]], T | None]) -> T:
        """Send a request and take lines until `understand` makes something of them.

        After an error the connection is closed, so that a late answer is never taken for the next one.
        """
        if self._line is None:
            raise LineLost("not connected")
        self._line.write(request.encode() + b"\n")
        until = self._now() + self._limits.answer
        cutter, lines, heard = Lines(), list[str](), 0
        try:
            while (left := until - self._now()) > 0 and heard <= _MOST_BYTES:
                data = self._line.read(left)
                heard += len(data)
                for line in cutter.feed(data):
                    lines.append(line)
                    if (answer := understand(lines)) is not None:
                        return answer
        except Refusal as refusal:
            raise UpsUnread(refusal.code) from None
        except Nonsense as nonsense:
            raise UpsdSilent(str(nonsense)) from None
        raise UpsdSilent("no answer")
