# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that sends each code in a burst, whatever carries it."""

from __future__ import annotations

from collections.abc import Callable

from drivers.contract import Capabilities
from drivers.device import ThreadedDevice
from drivers.scanner.code import Code
from drivers.scanner.contract import INTERFACE, VERSION, Scanner
from drivers.scanner.delays import Delays
from drivers.scanner.framing import Framer, Suffix
from drivers.scanner.hearing import Hearing
from drivers.scanner.payload import read_frame
from drivers.scanner.source import Source
from drivers.status import StatusBoard

TITLE = "code scanner"


class BurstScanner(ThreadedDevice, Scanner):
    """A scanner heard at `source`.

    `suffix` is the name of a `Suffix`, `prefix` in hexadecimal what the scanner sends in front of each code, `aim`
    whether it says the kind of code. `now` is a monotonic clock in seconds.
    """

    def __init__(
        self, source: Source, *, suffix: str, prefix: str, aim: bool, delays: Delays, now: Callable[[], float]
    ) -> None:
        ahead = bytes.fromhex(prefix)
        board = StatusBoard(TITLE)
        self._hearing = Hearing(
            source,
            Framer(Suffix(suffix)),
            lambda burst: read_frame(burst, prefix=ahead, aim=aim),
            board,
            delays=delays,
            now=now,
        )
        super().__init__(TITLE, board, self._hearing, Capabilities(INTERFACE, VERSION))

    async def scan(self, *, timeout: float | None = None) -> Code:
        """See `Scanner.scan`."""
        return await self._perform(self._hearing.scan, timeout=timeout)
