# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a scanner's bytes come from: a line, or a keyboard's keys."""

from __future__ import annotations

from abc import ABC, abstractmethod

from drivers.scanner.framing import Framer


class Source(ABC):
    """What differs between scanners. Used from one I/O thread; each call is bounded in time."""

    @abstractmethod
    def open(self) -> None:
        """Take hold of the scanner. Raises `DeviceError`."""

    @abstractmethod
    def hear(self, framer: Framer, seconds: float) -> bool:
        """Give `framer` what arrives; return as soon as anything does, or False after `seconds` without.

        Raises `DeviceError` when the scanner has gone.
        """

    @abstractmethod
    def quiet(self) -> None:
        """Take note that a burst has ended."""

    @abstractmethod
    def look(self) -> None:
        """Let the scanner look for codes from now on, where it waits to be told. Raises `DeviceError`."""

    @abstractmethod
    def rest(self) -> None:
        """Let it stop looking. Raises `DeviceError`."""

    @abstractmethod
    def close(self) -> None:
        """Let go, whatever is open. Never raises."""
