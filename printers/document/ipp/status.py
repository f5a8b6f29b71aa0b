# SPDX-License-Identifier: GPL-3.0-or-later
"""What an IPP printer says of itself → how it is (RFC 8011, 5.4.11–12; PWG 5100.9 lists the reasons)."""

from __future__ import annotations

from collections.abc import Iterable

from printers.contract import DeviceState, Paper, PrinterStatus, Trouble
from printers.document.ipp.message import Attributes, PrinterState

_TROUBLES: dict[str, Trouble] = {
    "media-empty": Trouble.PAPER_OUT,
    "media-needed": Trouble.PAPER_OUT,
    "input-tray-missing": Trouble.PAPER_OUT,
    "media-jam": Trouble.PAPER_JAM,
    "cover-open": Trouble.COVER_OPEN,
    "door-open": Trouble.COVER_OPEN,
    "interlock-open": Trouble.COVER_OPEN,
    "toner-empty": Trouble.TONER_EMPTY,
    "marker-supply-empty": Trouble.TONER_EMPTY,
    "marker-supply-missing": Trouble.TONER_EMPTY,
    "marker-waste-full": Trouble.TONER_EMPTY,
    "developer-empty": Trouble.TONER_EMPTY,
    "opc-life-over": Trouble.TONER_EMPTY,
    "output-area-full": Trouble.OUTPUT_FULL,
    "output-tray-missing": Trouble.OUTPUT_FULL,
    "fuser-over-temp": Trouble.OVERHEATED,
    "paused": Trouble.PAUSED,
    "moving-to-paused": Trouble.PAUSED,
    "hold-new-jobs": Trouble.PAUSED,
    "shutdown": Trouble.OFFLINE,
    "timed-out": Trouble.OFFLINE,
    "offline": Trouble.OFFLINE,
    "cups-missing-filter": Trouble.UNSUITABLE,
    "cups-insecure-filter": Trouble.UNSUITABLE,
    "cups-remote-missing": Trouble.OFFLINE,
}
"""The trouble behind each reason that is an error. The first of them that a printer names is told."""
_HARMLESS = frozenset(
    {
        "none",
        "connecting-to-device",
        "cups-waiting-for-job-completed",
        "fuser-under-temp",
        "spool-area-full",
        "stopped-partly",
        "stopping",
        "resuming",
    }
)
"""A printer says these of itself while it is at work; whether it prints is told by its state."""
_LOW = frozenset({"media-low"})
_STATES = {
    Trouble.OFFLINE: DeviceState.OFFLINE,
    Trouble.PAUSED: DeviceState.OFFLINE,
    Trouble.OVERHEATED: DeviceState.OFFLINE,
    Trouble.HARDWARE_ERROR: DeviceState.HARDWARE_ERROR,
    Trouble.UNSUITABLE: DeviceState.HARDWARE_ERROR,
}
"""Where nobody at the terminal can clear it at once; all else stands in the way until somebody does."""
_BY_WEIGHT = list(dict.fromkeys(_TROUBLES.values()))


def status_of(printer: Attributes) -> PrinterStatus:
    """Return how the printer is. A state that it does not tell is unknown, never good."""
    reasons = _reasons(printer)
    trouble = _trouble(printer, reasons)
    paper = _paper(reasons, trouble)
    words = tuple(sorted(reason for reason in map(str, printer.get("printer-state-reasons", ())) if reason != "none"))
    state = _state(printer)
    if state is DeviceState.UNKNOWN:
        return PrinterStatus(state, Paper.UNKNOWN, None, words)
    if trouble is not None:
        state = _STATES.get(trouble, DeviceState.USER_ERROR)
    return PrinterStatus(state, paper, trouble, words)


def _state(printer: Attributes) -> DeviceState:
    match printer.get("printer-state"):
        case (PrinterState.IDLE,) | (PrinterState.STOPPED,):
            return DeviceState.ONLINE
        case (PrinterState.PROCESSING,):
            return DeviceState.BUSY
        case _:
            return DeviceState.UNKNOWN


def _reasons(printer: Attributes) -> dict[str, str]:
    """Return each reason with how grave it is: error, warning or report. Without a word it is an error (5.4.12)."""
    told: dict[str, str] = {}
    for reason in map(str, printer.get("printer-state-reasons", ())):
        word, _, weight = reason.rpartition("-")
        grave = weight if weight in {"error", "warning", "report"} else ""
        told[word if grave else reason] = grave or "error"
    return told


def _trouble(printer: Attributes, reasons: dict[str, str]) -> Trouble | None:
    stopped = printer.get("printer-state") == (PrinterState.STOPPED,)
    if printer.get("printer-is-accepting-jobs") == (False,):
        return Trouble.PAUSED
    # A printer at work says an empty tray as a warning when it may have another, and also when it waits for paper.
    weights = {"error"} if printer.get("printer-state") == (PrinterState.IDLE,) else {"error", "warning"}
    named = {_TROUBLES[reason] for reason, weight in reasons.items() if weight in weights and reason in _TROUBLES}
    if named:
        return min(named, key=_BY_WEIGHT.index)
    strange = _unknown(reason for reason, weight in reasons.items() if weight == "error")
    return Trouble.HARDWARE_ERROR if stopped or strange else None


def _unknown(reasons: Iterable[str]) -> bool:
    return any(reason not in _HARMLESS | _LOW | set(_TROUBLES) for reason in reasons)


def _paper(reasons: dict[str, str], trouble: Trouble | None) -> Paper:
    match trouble:
        case Trouble.PAPER_OUT:
            return Paper.OUT
        case Trouble.PAPER_JAM:
            return Paper.JAMMED
        case _:
            return Paper.LOW if _LOW & set(reasons) else Paper.OK
