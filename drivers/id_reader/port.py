# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader's port: a serial line, a TCP port or native USB, and the speed at which the module speaks."""

from __future__ import annotations

import logging

from drivers.capture.tap import tapped
from drivers.id_reader.protocol import BAUD_RATES, SPEEDS, Command
from drivers.id_reader.usb_line import SdtUsbLine
from drivers.transport import Line, check_port, open_line
from drivers.usb_address import is_usb, usb_address
from drivers.usb_device import Backend, libusb

_log = logging.getLogger(__name__)


class Port:
    """A port that can be opened again and again; `limit` is the seconds that a TCP peer may take to accept.

    A module on a serial line that was set to another speed than `baud` is found at it: as long as nothing has ever
    answered here, each opening tries the next speed. A module that has answered keeps its speed, unless it is to be
    set to `baud`: with `switch` it is asked to.
    """

    def __init__(self, port: str, *, baud: int, limit: float, switch: bool = False, usb: Backend = libusb) -> None:
        self._usb = usb_address(port) if is_usb(port) else None
        if self._usb is None:
            check_port(port)
        self._port = port
        self._limit = limit
        self._backend = usb
        self._has_speed = self._usb is None and not port.startswith("socket://")
        self._speeds = (baud, *(speed for speed in BAUD_RATES if speed != baud))
        self._at = 0
        self._answered = False
        self._may_switch = switch and self._has_speed
        self._has_switched = False

    def open(self) -> Line:
        """Return the open line; raises `LineError` or `ConfigurationError`."""
        if self._usb is not None:
            return tapped(SdtUsbLine(self._usb, self._backend), "usb")
        return open_line(self._port, baud=self._speeds[self._at], limit=self._limit)

    def answered(self) -> None:
        """Something sensible was heard."""
        if self._answered:
            return
        self._answered = True
        if self._at:
            _log.warning(
                "the ID-card reader answers at %d baud and not at the %d that are set",
                self._speeds[self._at],
                self._speeds[0],
            )

    def try_another_speed(self) -> bool:
        """Nothing was heard: return whether the next opening will be at another speed, and so is worth a try."""
        if (self._answered and not self._has_switched) or not self._has_speed:
            return False
        self._at = (self._at + 1) % len(self._speeds)
        return True

    @property
    def switch(self) -> Command | None:
        """What the module is to be told so that it speaks at the set speed; None when it does, or may not be told."""
        return SPEEDS[self._speeds[0]] if self._may_switch and self._at else None

    def switched(self) -> None:
        """The module has said that it changes to the set speed: the next opening is at that one.

        Without power it may forget it: then it is looked for at its own speed first.
        """
        found = self._speeds[self._at]
        self._speeds = (self._speeds[0], found, *(speed for speed in self._speeds[1:] if speed != found))
        self._at = 0
        self._has_switched = True

    def not_switched(self) -> None:
        """The module does not want to, or is not heard at the set speed: it is looked for, and left as it is found."""
        self._may_switch = False
        if self._has_switched:
            _log.warning(
                "the ID-card reader is not heard at %d baud, to which it was to change from %d", *self._speeds[:2]
            )
