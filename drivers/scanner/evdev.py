# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `evdev`: a scanner that types as a keyboard does, its keyboard taken for ourselves alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.event_node import EV_KEY, EV_SYN, SYN_DROPPED, EventNode
from drivers.scanner.burst_scanner import TITLE, BurstScanner
from drivers.scanner.contract import ScannerAbsent
from drivers.scanner.delays import Delays
from drivers.scanner.framing import Framer, Suffix
from drivers.scanner.keyboard import LETTERS_AND_DIGITS, Keyboard, NoCharacter
from drivers.scanner.source import Source


class WedgeScanner(BurstScanner):
    """A scanner in keyboard mode at an event node, best one under /dev/input/by-id.

    Of its suffixes, Enter is `cr` and Tab is `tab`; the others are as for every `BurstScanner`. A keyboard that cannot
    be grabbed is not used: it would type into the page.
    """

    def __init__(
        self,
        node: str,
        *,
        suffix: str = Suffix.ANY.value,
        prefix: str = "",
        aim: bool = True,
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(_Keys(node), suffix=suffix, prefix=prefix, aim=aim, delays=delays or Delays(), now=now)


class _Keys(Source):
    """A scanner at an event node."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._node: EventNode | None = None
        self._keyboard = Keyboard()

    def open(self) -> None:
        """See `Source.open`."""
        self._node = EventNode(self._path, ScannerAbsent, TITLE)
        if not self._node.codes(EV_KEY) >= LETTERS_AND_DIGITS:
            raise self._node.unfit("this event node types no codes; the scanner has another")
        self._node.grab()  # or whatever is shown would be typed into the terminal's page as well
        self._keyboard.reset()

    def hear(self, framer: Framer, seconds: float) -> bool:
        """See `Source.hear`. A key's release is heard too: a code has not ended while keys move."""
        if self._node is None:
            raise ScannerAbsent("the event node is closed")
        heard = False
        for _, kind, code, value in self._node.read(seconds):
            heard = True
            if (kind, code) == (EV_SYN, SYN_DROPPED):
                framer.spoil("keys were lost")
                self._keyboard.reset()
            elif kind == EV_KEY:
                self._type(framer, code, value)
        return heard

    def quiet(self) -> None:
        """See `Source.quiet`."""
        self._keyboard.reset()

    def look(self) -> None:
        """See `Source.look`: it always does."""

    def rest(self) -> None:
        """See `Source.rest`: it never does."""

    def close(self) -> None:
        """See `Source.close`."""
        if self._node is not None:
            self._node.close()
            self._node = None

    def _type(self, framer: Framer, code: int, value: int) -> None:
        try:
            framer.feed(self._keyboard.key(code, value))
        except NoCharacter as error:
            framer.spoil(str(error))
