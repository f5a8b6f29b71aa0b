# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver of an ESC/POS receipt printer: watches it while idle, prints, and knows whether the paper came out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from printers.contract import (
    ConfigurationError,
    DeviceState,
    Paper,
    Printed,
    PrinterStatus,
    PrintOutcome,
    ReceiptPrinter,
    Trouble,
    Watcher,
)
from printers.io_thread import IoThread
from printers.raster import Raster
from printers.receipt.connection import Connection
from printers.receipt.escpos import encode_job
from printers.receipt.line import LinkError, Listener
from printers.receipt.ports import UsbBackend, open_line
from printers.receipt.profiles import DEFAULT, GB18030, PICTURE, PROFILES, Profile
from printers.receipt.status import troubled
from printers.receipt.usb_address import is_usb, usb_address
from printers.text_strip import TextStrip

log = logging.getLogger(__name__)

_BAND_SECONDS = 0.5
"""As long as one picture command may be under way: what is asked behind it on a slow line waits so long."""
_OUT_OF_REACH = frozenset({Trouble.ABSENT, Trouble.REFUSED, Trouble.LOST, Trouble.SILENT, Trouble.GARBLED})
"""The printer tells nothing; a fresh connection may help."""


def open_receipt_printer(
    *,
    driver: str = "escpos",
    port: str,
    model: str = DEFAULT,
    width: int = 0,
    baud: int = 115_200,
    text: str = PICTURE,
    listener: Listener | None = None,
) -> ReceiptPrinter:
    """Return the printer that terminal.toml names; nothing is opened before its `start`.

    `port` is a device file, `usb://VVVV:PPPP`, `socket://host:port` or another pyserial URL, `model` a name in
    `printers.receipt.profiles`, `width` the printable width in dots where it is not the model's (576 on 80 mm paper,
    384 on 58 mm), `baud` the speed of its serial line, also of one behind a network adapter, `text` one of that
    module's TEXTS. Raises ConfigurationError for what there is not.
    """
    if driver != "escpos":
        raise ConfigurationError(f"no receipt printer driver {driver!r}; there is 'escpos'")
    if model not in PROFILES:
        raise ConfigurationError(f"no receipt printer model {model!r}; there is: {', '.join(PROFILES)}")
    profile = PROFILES[model]
    dots = width or profile.width
    if dots % 8 or not 256 <= dots <= 1024:
        raise ConfigurationError(f"a receipt printer's width is a multiple of 8 from 256 to 1024 dots, not {width}")
    if text == GB18030 and not profile.chinese:
        raise ConfigurationError(f"model {model!r} has no Chinese characters of its own; leave text away")
    if port.startswith("/dev/usb/lp"):
        raise ConfigurationError(f"{port} tells no status; name the printer usb://VVVV:PPPP, as lsusb prints it")
    if is_usb(port):
        try:
            usb_address(port)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
    # A byte on a serial line takes ten bits; a printer that keeps up with its line still pauses now and then.
    slowest = min(Timing.bytes_per_second, baud / 12)
    timing = Timing(bytes_per_second=slowest)
    return EscposPrinter(
        port, width=dots, baud=baud, profile=profile, in_text=text == GB18030, timing=timing, listener=listener
    )


@dataclass(frozen=True)
class Timing:
    """How long the driver waits, in seconds."""

    look_every: float = 3.0
    """Between two looks at an idle printer, and before the first new try to reach a lost one."""
    try_again_at_most: float = 24.0
    """Between two tries to reach a lost printer; the pause doubles up to this."""
    answer_within: float = 0.6
    """For an answer to a status question."""
    bytes_per_second: float = 10_000.0
    """The slowest that a job flows; a serial line's speed counts when it is lower."""


class EscposPrinter:
    """A `printers.contract.ReceiptPrinter` on a port such as ``/dev/ttyUSB1``, ``usb://04b8:0e28``, ``socket://host:9100``.

    A job is sent only after the printer has said that it is well, and counts as printed only when it has answered
    from behind the cut and is still well. What a broken job left in its memory is cleared, and what hangs out of it is
    cut off as soon as it is well again, so that nothing of the last person's receipt comes out with the next.

    `listener` hears the wire; it holds whatever is printed. `usb` returns another bus than libusb's.
    """

    def __init__(
        self,
        port: str,
        *,
        width: int,
        baud: int = 115_200,
        profile: Profile = PROFILES[DEFAULT],
        in_text: bool = False,
        timing: Timing | None = None,
        listener: Listener | None = None,
        usb: UsbBackend | None = None,
    ) -> None:
        self._port = port
        self._usb = usb
        self._width = width
        self._in_text = in_text
        self._listener = listener
        self._baud = baud
        self._timing = timing or Timing()
        band = max(width // 8, int(self._bytes_per_second * _BAND_SECONDS))
        self._profile = replace(profile, band_bytes=min(profile.band_bytes, band))
        self._status = PrinterStatus(DeviceState.STARTING, Paper.UNKNOWN)
        self._connection: Connection | None = None
        self._failures = 0
        self._torn = False
        self._watchers: list[Watcher] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = IoThread(f"receipt printer {port}", self._idle)
        self._open = False

    @property
    def width(self) -> int:
        """Return the printable width in dots."""
        return self._width

    @property
    def text_bands(self) -> int | None:
        """See the contract."""
        return self._profile.band_bytes if self._in_text else None

    @property
    def status(self) -> PrinterStatus:
        """Return what was last learnt."""
        return self._status

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at each change of status; return what ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def cast_off(self) -> None:
        """See the contract."""
        self._torn = True

    async def start(self) -> None:
        """Begin to watch the printer; return after the first look."""
        self._loop = asyncio.get_running_loop()
        self._open = True
        await asyncio.wrap_future(self._thread.start())

    async def close(self) -> None:
        """Let go of the printer, after the jobs given before."""
        if self._open:
            self._open = False
            self._thread.submit(self._drop)
            await asyncio.shield(asyncio.wrap_future(self._thread.stop()))

    async def print(self, receipt: Raster | TextStrip, *, job: str) -> PrintOutcome:
        """Print one receipt and cut it; see the contract."""
        if receipt.width != self._width:
            raise ValueError(f"a receipt {receipt.width} dots wide for a printer of {self._width}")
        if not self._open:
            return PrintOutcome(Printed.NOT_PRINTED, Trouble.CLOSED)
        return await asyncio.wrap_future(self._thread.submit(lambda: self._print(receipt, job)))

    # All that follows runs on the I/O thread.

    def _idle(self) -> float:
        self._look()
        if self._status.trouble not in _OUT_OF_REACH:
            self._failures = 0
            return self._timing.look_every
        pause = self._timing.look_every * 2.0**self._failures
        if pause < self._timing.try_again_at_most:
            self._failures += 1
        return min(pause, self._timing.try_again_at_most)

    def _look(self) -> PrinterStatus:
        """Ask the printer how it is, over a new connection when there is none."""
        status = self._ask()
        if status.trouble is Trouble.LOST:
            # Many network printers hang up after each job or after a while: only a new connection tells.
            again = self._ask()
            status = status if again.trouble in _OUT_OF_REACH else again
        self._learn(status)
        return status

    def _ask(self) -> PrinterStatus:
        try:
            status = self._connected().status()
            if self._torn and status.can_print:
                self._connected().cast_off()
                self._torn = False
        except LinkError as failure:
            status = troubled(failure.trouble)
        if status.trouble in _OUT_OF_REACH:
            self._drop()  # answers that come late must not be taken for answers to the next questions
        return status

    def _print(self, receipt: Raster | TextStrip, job: str) -> PrintOutcome:
        before = self._look()
        if not before.can_print:
            outcome = PrintOutcome(Printed.NOT_PRINTED, before.trouble)
        else:
            self._learn(replace(before, state=DeviceState.BUSY))
            trouble = self._send(receipt)
            sure = trouble is None and self._profile.vouches
            outcome = PrintOutcome(Printed.PRINTED if sure else Printed.UNKNOWN, trouble)
        log.info("receipt %s: %s%s", job, outcome.printed, f", {outcome.trouble}" if outcome.trouble else "")
        return outcome

    def _send(self, receipt: Raster | TextStrip) -> Trouble | None:
        """Send a job to the end; return what kept it from coming out for certain, None when nothing is known to."""
        try:
            stopped = self._connected().carry_out(encode_job(receipt, self._profile))
        except LinkError as failure:
            stopped = troubled(failure.trouble)
        if stopped is None:
            return self._look().trouble
        self._torn = True
        if stopped.trouble in _OUT_OF_REACH:
            self._drop()
        if stopped.trouble is Trouble.SILENT:
            why = self._ask()  # over a fresh connection it may say why it took no more
            stopped = why if why.trouble else stopped
        if stopped.trouble not in _OUT_OF_REACH:
            self._clear()
        self._learn(stopped)
        return stopped.trouble

    def _clear(self) -> None:
        try:
            cleared = self._connected().clear_buffers()
        except LinkError:
            self._drop()
            cleared = False
        if not cleared and self._profile.forgets:
            log.warning("receipt printer did not confirm that it forgot the rest of a job")

    def _connected(self) -> Connection:
        if self._connection is None:
            within = self._timing.answer_within
            line = open_line(self._port, baud=self._baud, answer_within=within, listener=self._listener, usb=self._usb)
            self._connection = Connection(
                line, self._profile, answer_within=within, bytes_per_second=self._bytes_per_second
            )
        return self._connection

    @property
    def _bytes_per_second(self) -> float:
        is_line = "://" not in self._port
        return min(self._timing.bytes_per_second, self._baud / 10) if is_line else self._timing.bytes_per_second

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _learn(self, status: PrinterStatus) -> None:
        """Keep a status; tell the watchers when it is new, and the log when the printer is lost or back."""
        before, self._status = self._status, status
        if status == before:
            return
        was_lost, is_lost = before.trouble in _OUT_OF_REACH, status.trouble in _OUT_OF_REACH
        if is_lost and not was_lost:
            log.warning("receipt printer on %s out of reach: %s", self._port, status.trouble)
        elif was_lost and not is_lost:
            log.info("receipt printer on %s is back", self._port)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, status)

    def _tell(self, status: PrinterStatus) -> None:
        for watcher in tuple(self._watchers):
            watcher(status)
