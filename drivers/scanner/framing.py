# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one code ends and the next begins in what a scanner sends.

A scanner sends a code in one burst and then is quiet. The end of the burst is the end of the code, and never a suffix
alone: a code may hold line breaks of its own. Who holds the clock says when it is quiet.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from drivers.scanner.code import MAX_BYTES
from drivers.scanner.contract import CodeDamaged, CodeTooLong

MAX_FRAME: Final = MAX_BYTES + 64
"""Bytes of the longest burst: a code, and what scanners put around it."""


class Suffix(Enum):
    """What the scanner is set to send behind each code, by its name in terminal.toml."""

    ANY = "any"
    """CR LF, CR, LF or nothing: whichever is there is taken off."""
    NONE = "none"
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"


_ENDS: Final = {
    Suffix.ANY: (b"\r\n", b"\r", b"\n"),
    Suffix.NONE: (),
    Suffix.CR: (b"\r",),
    Suffix.LF: (b"\n",),
    Suffix.CRLF: (b"\r\n",),
    Suffix.TAB: (b"\t",),
}


class Framer:
    """Gathers one burst. It holds `MAX_FRAME` bytes at most, whatever comes."""

    def __init__(self, suffix: Suffix = Suffix.ANY) -> None:
        self._ends = _ENDS[suffix]
        self._needs_end = suffix not in {Suffix.ANY, Suffix.NONE}
        self._burst = bytearray()
        self._trouble: CodeDamaged | CodeTooLong | None = None

    @property
    def pending(self) -> bool:
        """Whether a burst has begun that has not ended."""
        return bool(self._burst) or self._trouble is not None

    @property
    def ended(self) -> bool:
        """Whether nothing more has to come: the burst needs no suffix, has it, or is lost anyway."""
        return not self._needs_end or self._trouble is not None or self._burst.endswith(self._ends)

    @property
    def too_long(self) -> bool:
        """Whether the burst is longer than any code; the rest of it is thrown away as it comes."""
        return isinstance(self._trouble, CodeTooLong)

    def feed(self, data: bytes) -> None:
        """Take what has arrived."""
        if self.too_long or not data:
            return
        if len(self._burst) + len(data) > MAX_FRAME:
            self._burst.clear()
            self._trouble = CodeTooLong("more came than any code holds")
        else:
            self._burst += data

    def spoil(self, why: str) -> None:
        """Take note that part of the burst was lost."""
        self._trouble = self._trouble or CodeDamaged(why)

    def end(self) -> bytes:
        """Return the burst without its suffix, now that it is quiet, and begin anew.

        Raises `CodeTooLong`, or `CodeDamaged` when part of it was lost or its suffix never came.
        """
        burst, trouble, whole = bytes(self._burst), self._trouble, self.ended
        self._burst.clear()
        self._trouble = None
        if trouble is not None:
            raise trouble
        if not whole:
            raise CodeDamaged("the code came without the suffix that terminal.toml names")
        for end in self._ends:
            if burst.endswith(end):
                return burst.removesuffix(end)
        return burst
