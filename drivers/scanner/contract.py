# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every scanner of codes (扫码器), whether it sends bytes, types keys or looks through a camera."""

from __future__ import annotations

from abc import abstractmethod

from drivers.contract import Action, Device, DeviceError, DeviceState
from drivers.scanner.code import Code

INTERFACE = "scanner"
VERSION = (1, 0)


class CodeUnreadable(DeviceError):  # noqa: N818
    """Something was shown that gave no code: it has to be taken away and shown again. The scanner stays online."""

    state = DeviceState.USER_ERROR
    action = Action.CLEAR


class CodeTooLong(CodeUnreadable):
    """More came than any code holds; all of it was thrown away."""


class CodeDamaged(CodeUnreadable):
    """Part of the code was lost on its way, or came as what is no character."""


class ConfigurationCode(CodeUnreadable):
    """The code looks like one that sets up a scanner. It is nobody's document and is not handed on.

    A scanner whose set-up is not locked obeys such a code and says nothing: this error cannot tell of that.
    """


class ScannerAbsent(DeviceError):  # noqa: N818
    """There is no scanner: unplugged, its port gone, its connection refused, or the port forbidden or in use.

    `state` and `action` tell these apart: `no_device` and maintenance, or `offline` and configuration.
    """

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class Scanner(Device):
    """A scanner of codes. One that goes is noticed, and one that comes back, within about two seconds.

    Most scanners are never asked anything and speak only when a code is shown: online says that its port is there and
    ours. That a scanner still sees is known only from a code.
    """

    @abstractmethod
    async def scan(self, *, timeout: float | None = None) -> Code:
        """Wait for a code that is shown from now on, and return it.

        What was shown before the call, or while nobody asked, is dropped. So is a code that lies before the scanner
        since then and is sent again and again: it is delivered once it has been away for a moment and is shown anew. A
        code of the person before is thus never the next person's.

        `timeout` is in seconds; None waits for ever. To stop waiting, cancel: the caller is free at once. A second call
        waits for its turn.

        Raises:
            CodeTooLong, CodeDamaged, ConfigurationCode: all `CodeUnreadable`; another code is needed; then call again.
            ScannerAbsent: no scanner; within 3 s of the fact.
            TimedOut: no code within `timeout`.
            Closed: `close()` was called meanwhile.
        """
