# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer of documents is to the rest of the kiosk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

from printers.contract import PrinterStatus, PrintOutcome, Watcher

Sides: TypeAlias = Literal["one-sided", "two-sided-long-edge"]
"""How a sheet is printed: on its front, or on both sides and turned like a book's."""


class DocumentPrinter(Protocol):
    """A printer of documents on A4 paper (文书打印机)."""

    @property
    def status(self) -> PrinterStatus:
        """Return what was last learnt; asks nothing of the device and never blocks."""

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at each change of status, in the event loop of `start`; return what ends it."""

    async def start(self) -> None:
        """Begin to watch the printer; return when its state is known. An absent printer is a state, not an error."""

    async def close(self) -> None:
        """Let go of the printer, after the job that it has."""

    async def print(self, pdf: bytes, *, job: str, sides: Sides = "one-sided", copies: int = 1) -> PrintOutcome:
        """Print a document and follow it to its end; `job` names it on the printer and holds nothing about a person.

        While the printer is stopped in the midst of it, `status` says why; when nobody clears that in time, the job is
        taken back. Nothing of a job that has ended stays with the printer, so far as it can be asked to forget. A
        cancelled caller is free at once, and the job runs to its end.
        """
