# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which a receipt printer on a cable fails a visit, and how the visit goes on: one line for each.

`tests/printers/test_ways_to_fail.py` holds the table "How it fails" of docs/printers.md against these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.failures import Failures
from kiosk.visit.intents import Action
from offline_cache.outbox.print_jobs import PrintState
from printers.receipt.emulator import Emulator

ONE_BAND = 5_000
"""Bytes of the first picture command and of what comes before it."""


@dataclass(frozen=True)
class Page:
    """A page of the printing, and what the citizen presses on it."""

    state: str
    failure: Failures | None
    press: Action


@dataclass(frozen=True)
class Trouble:
    """One way to fail."""

    fault: str
    """The line of the table in docs/printers.md."""
    begins: Callable[[Emulator], None]
    pages: tuple[Page, ...]
    """What follows 正在打印, each time."""
    jobs: tuple[tuple[PrintState, bool], ...]
    """As the books have them in the end; whether each is a reprint."""
    told: tuple[str, ...]
    """Words of what `kiosk doctor` finds and advises."""
    papers: int = 0
    """Whole and torn ones that can be taken."""
    case: str = ""
    """Tells two of one line apart."""

    @property
    def name(self) -> str:
        """Return what the test is called."""
        return "-".join(filter(None, (self.fault, self.case))).replace(" ", "-")


def _out_of_turn(printer: Emulator) -> None:
    printer.turn_away()
    printer.unplug()
    printer.plug()


_BAD = Failures.PRINTER_TROUBLE
_WITHOUT = Page("trouble", _BAD, "NO_PRINT")
_OUT = Page("out", None, "TAKEN")
_TORN = Page("unknown", Failures.PAPER_UNKNOWN, "NOT_OUT")
_NOT_PRINTED = ((PrintState.FAILED, False),)
_PRINTED = ((PrintState.PRINTED, False),)
_NEVER = ((PrintState.FAILED, False), (PrintState.FAILED, True))
_AGAIN = ((PrintState.FAILED, False), (PrintState.PRINTED, True))

TROUBLES = (
    Trouble("no printer", Emulator.unplug, (_WITHOUT,), _NOT_PRINTED, ("absent", "cable and the power")),
    Trouble("cover open", Emulator.open_cover, (_WITHOUT,), _NOT_PRINTED, ("cover_open", "the cover")),
    Trouble("paper near its end", Emulator.paper_low, (_OUT,), _PRINTED, ("near its end", "a new roll"), papers=1),
    Trouble(
        "paper out before",
        Emulator.paper_out,
        (Page("paper_out", Failures.PAPER_OUT, "NO_PRINT"),),
        _NOT_PRINTED,
        ("paper_out", "the paper"),
    ),
    Trouble(
        "paper out in mid-job",
        lambda printer: printer.paper_out(after_rows=200),
        (_TORN, Page("paper_out", Failures.PAPER_OUT, "NO_PRINT")),
        _NEVER,
        ("paper_out", "the paper"),
    ),
    Trouble(
        "cutter jam",
        Emulator.jam_cutter,
        (Page("unknown", Failures.PAPER_UNKNOWN, "TAKEN"),),
        _PRINTED,
        ("cutter_error", "the cutter"),
    ),
    Trouble("silent", Emulator.fall_silent, (_WITHOUT,), _NOT_PRINTED, ("silent", "off and on")),
    Trouble(
        "silent",
        lambda printer: printer.fall_silent_after(ONE_BAND),
        (_TORN, _WITHOUT),
        _NEVER,
        ("silent", "off and on"),
        case="in mid-job",
    ),
    Trouble("hangs up", _out_of_turn, (_WITHOUT,), _NOT_PRINTED, ("lost", "cable and the power"), case="at once"),
    Trouble(
        "hangs up",
        lambda printer: printer.hang_up_after(ONE_BAND),
        (_TORN, _OUT),
        _AGAIN,
        ("online",),
        papers=2,
        case="in mid-job",
    ),
    Trouble("garbage for an answer", Emulator.talk_garbage, (_WITHOUT,), _NOT_PRINTED, ("garbled", "wrong")),
    Trouble(
        "no printer",
        lambda printer: printer.unplug_after(ONE_BAND),
        (_TORN, _WITHOUT),
        _NEVER,
        ("absent", "cable and the power"),
        case="any more in mid-job",
    ),
)
