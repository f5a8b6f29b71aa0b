# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer is to the rest of the kiosk: its status, its outcomes, its errors.

The vocabulary is that of XFS4IoT (CEN CWA 17852): device states, paper states and the action that clears an error.
What cannot be read is ``unknown``, never good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from printers.raster import Raster
from printers.text_strip import TextStrip


class DeviceState(StrEnum):
    """State of a device (设备状态), as in XFS4IoT Common.Status."""

    UNKNOWN = "unknown"
    STARTING = "starting"
    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"
    """A person is in the way: the cover is open, the paper is used up."""


class Paper(StrEnum):
    """State of the paper (纸), as in XFS4IoT Printer."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """Who or what clears an error, as in XFS4IoT Common.ErrorEvent."""

    RESET = "reset"
    """Switch the device off and on."""
    CLEAR = "clear"
    """Someone at the terminal clears it: new paper, cover shut, scrap out of the cutter."""
    MAINTENANCE = "maintenance"
    """A technician: power, cable or repair."""
    CONFIGURATION = "configuration"
    """terminal.toml names the wrong port, speed or model."""
    SUSPEND = "suspend"
    """Wait; the device recovers by itself."""


class Trouble(StrEnum):
    """Why a printer cannot print, or did not."""

    ABSENT = "absent"
    """The port does not open: no such device, or the connection is refused."""
    REFUSED = "refused"
    """The port is there, and it is not ours: another program holds it, or we have no right to it."""
    LOST = "lost"
    """The connection broke while it was in use."""
    SILENT = "silent"
    """Connected, but the printer does not answer."""
    GARBLED = "garbled"
    """The answers are not the printer's language."""
    OFFLINE = "offline"
    """The printer says that it is offline and not why."""
    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    OUTPUT_FULL = "output_full"
    """The tray of finished sheets is full, or missing."""
    TONER_EMPTY = "toner_empty"
    """Toner, ink or drum is used up, or the box for the waste is full."""
    CUTTER_ERROR = "cutter_error"
    OVERHEATED = "overheated"
    PAUSED = "paused"
    """Somebody has stopped the printer or its queue, or it takes no jobs."""
    UNSUITABLE = "unsuitable"
    """It takes none of the formats that the terminal can send."""
    UNTRUSTED = "untrusted"
    """Its TLS certificate is not the one that is trusted."""
    HARDWARE_ERROR = "hardware_error"
    CLOSED = "closed"
    """The terminal itself has closed the printer."""


CLEARED_BY: dict[Trouble, Action] = {
    Trouble.ABSENT: Action.MAINTENANCE,
    Trouble.REFUSED: Action.CONFIGURATION,
    Trouble.LOST: Action.MAINTENANCE,
    Trouble.SILENT: Action.RESET,
    Trouble.GARBLED: Action.CONFIGURATION,
    Trouble.OFFLINE: Action.RESET,
    Trouble.COVER_OPEN: Action.CLEAR,
    Trouble.PAPER_OUT: Action.CLEAR,
    Trouble.PAPER_JAM: Action.CLEAR,
    Trouble.OUTPUT_FULL: Action.CLEAR,
    Trouble.TONER_EMPTY: Action.CLEAR,
    Trouble.CUTTER_ERROR: Action.CLEAR,
    Trouble.OVERHEATED: Action.SUSPEND,
    Trouble.PAUSED: Action.MAINTENANCE,
    Trouble.UNSUITABLE: Action.CONFIGURATION,
    Trouble.UNTRUSTED: Action.CONFIGURATION,
    Trouble.HARDWARE_ERROR: Action.MAINTENANCE,
    Trouble.CLOSED: Action.RESET,
}
"""The action that clears each trouble; a test proves that none is missing."""


@dataclass(frozen=True)
class PrinterStatus:
    """What is known of a printer now."""

    state: DeviceState
    paper: Paper
    trouble: Trouble | None = None
    reasons: tuple[str, ...] = ()
    """What the printer says in words of its own, for the technician: the printer-state-reasons of IPP."""

    tells_nothing: bool = False
    """This model has no way to tell how it is: it gets jobs all the same, and a person is asked what came out."""

    @property
    def action(self) -> Action | None:
        """Return what clears the trouble; None when there is none."""
        return None if self.trouble is None else CLEARED_BY[self.trouble]

    @property
    def can_print(self) -> bool:
        """Return whether a job given now has every known reason to come out, or none is known against it."""
        if self.tells_nothing:
            return self.trouble is None
        return (
            self.trouble is None
            and self.state in {DeviceState.ONLINE, DeviceState.BUSY}
            and self.paper in {Paper.OK, Paper.LOW}
        )


class Printed(StrEnum):
    """Whether the paper came out."""

    PRINTED = "printed"
    """The printer answered from behind the cut, and was well afterwards."""
    NOT_PRINTED = "not_printed"
    """Nothing of the job was sent."""
    UNKNOWN = "unknown"
    """Part or all of the job was sent; only a person can say what came out (纸出来了吗？)."""


@dataclass(frozen=True)
class PrintOutcome:
    """How a job ended; `trouble` says why unless it is printed, or the model cannot tell."""

    printed: Printed
    trouble: Trouble | None = None

    @property
    def action(self) -> Action | None:
        """Return what clears the trouble; None when there is none."""
        return None if self.trouble is None else CLEARED_BY[self.trouble]


class PrinterError(Exception):
    """Root of this package's errors; carries the device state and the action that clears it."""

    def __init__(self, message: str, state: DeviceState, trouble: Trouble) -> None:
        super().__init__(message)
        self.state = state
        self.trouble = trouble
        self.action = CLEARED_BY[trouble]


class ConfigurationError(PrinterError):
    """terminal.toml asks for a printer that there is not, or for a size that it has not."""

    def __init__(self, message: str) -> None:
        super().__init__(message, DeviceState.NO_DEVICE, Trouble.ABSENT)
        self.action = Action.CONFIGURATION


Watcher: TypeAlias = Callable[[PrinterStatus], None]


@runtime_checkable
class ReceiptPrinter(Protocol):
    """A printer of receipts (回执打印机)."""

    @property
    def width(self) -> int:
        """Return the printable width in dots: 576 on 80 mm paper, 384 on 58 mm."""

    @property
    def text_bands(self) -> int | None:
        """Return None when receipts are pictures; else they are text, with pictures in bands of so many bytes."""

    @property
    def status(self) -> PrinterStatus:
        """Return what was last learnt; asks nothing of the device and never blocks."""

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at each change of status, in the event loop of `start`; return what ends it."""

    def cast_off(self) -> None:
        """Part with what a job of an earlier run may have left in the printer, as soon as it is well; see `print`."""

    async def start(self) -> None:
        """Begin to watch the printer; return when its state is known. An absent printer is a state, not an error."""

    async def close(self) -> None:
        """Let go of the printer, after the job that is on the wire."""

    async def print(self, receipt: Raster | TextStrip, *, job: str) -> PrintOutcome:
        """Print one receipt and cut it, as a picture or, where `text_bands` says so, as text.

        `job` names it in the log and holds nothing about a person.

        A cancelled caller is free at once. A job that waits its turn is then dropped; one already on the wire runs
        to its end, and what became of it is in the log. Raises ValueError when the receipt has another width than
        the printer.
        """
