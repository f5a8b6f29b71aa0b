# SPDX-License-Identifier: GPL-3.0-or-later
"""One open connection to an ESC/POS printer over a pyserial URL; blocks, so it lives on the printer's I/O thread."""

from __future__ import annotations

import contextlib
import errno
import termios
import time
from collections.abc import Callable

import serial

from printers.contract import DeviceState, Paper, PrinterError, PrinterStatus, Trouble
from printers.raster import Raster
from printers.receipt import escpos
from printers.receipt.status import (
    FLOW_CONTROL,
    fence_paper,
    is_automatic_status,
    is_automatic_status_rest,
    is_fence_answer,
    is_status_answer,
    read_status,
    says_offline,
    troubled,
)

_BROKEN = (serial.SerialException, OSError, termios.error)
"""What pyserial lets through when a port does not open or goes away; `termios.error` is no OSError."""
_REFUSALS = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN})
"""What the system says of a port that is there and not ours: rights, TIOCEXCL, flock."""
_STRAY_AT_MOST = 64
"""Bytes of another meaning that may precede an answer."""


class LinkError(PrinterError):
    """The port did not open, or broke while it was in use."""

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(message, DeviceState.NO_DEVICE, trouble)


class Connection:
    """An open port. Every method raises LinkError when it breaks; close it then.

    `answer_within` in seconds is how long a status question may take; `bytes_per_second` is the slowest that a job
    is expected to flow.
    """

    def __init__(
        self,
        port: str,
        *,
        baud: int,
        answer_within: float,
        bytes_per_second: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answer_within = answer_within
        self._bytes_per_second = bytes_per_second
        self._monotonic = monotonic
        try:
            # Exclusive: a second program's questions would come out in the middle of somebody's receipt.
            self._port = serial.serial_for_url(
                port, baudrate=baud, timeout=answer_within, write_timeout=answer_within, exclusive=True
            )
        except (*_BROKEN, ValueError) as error:
            refused = getattr(error, "errno", None) in _REFUSALS
            raise LinkError(f"{port} does not open", Trouble.REFUSED if refused else Trouble.ABSENT) from error

    def close(self) -> None:
        """Let go of the port."""
        # pyserial leaves the socket open when the other side was first to hang up.
        opened = getattr(self._port, "_socket", None)
        with contextlib.suppress(*_BROKEN):  # a device that was pulled out
            self._port.close()
        if opened is not None:
            opened.close()

    def status(self) -> PrinterStatus:
        """Ask the four questions of DLE EOT. One that stays unanswered ends it: the rest would, too."""
        self._forget_input()
        answers: dict[int, int] = {}
        for n in escpos.STATUS_QUESTIONS:
            self._write(escpos.ask_status(n))
            answer, foreign = self._status_answer()
            if answer is None:
                return troubled(Trouble.GARBLED if foreign else Trouble.SILENT)
            answers[n] = answer
        return read_status(answers)

    def send(self, raster: Raster) -> int:
        """Send a job and the fence behind it; return the number of bytes. A write that stalls breaks the connection."""
        sent = 0
        for part in escpos.encode_job(raster):
            self._write(part, within=self._answer_within + len(part) / self._bytes_per_second)
            sent += len(part)
        self._forget_input()
        self._write(escpos.FENCE)
        return sent

    def wait_for_fence(self, sent: int) -> PrinterStatus | None:
        """Wait until the printer has carried out `sent` bytes of job, which it tells by answering the fence.

        Return None when it has, and its paper was there to the end; else the status that says why not. In between
        it asks for the status, so that a paper that ends in mid-job is known at once and not at the end of the wait.
        """
        until = self._monotonic() + self._answer_within + sent / self._bytes_per_second
        unanswered = 0
        while self._monotonic() < until:
            byte = self._read_byte()
            if byte is None:
                self._write(escpos.ask_status(1))
                unanswered += 1
            elif is_fence_answer(byte):
                self._await_answers(unanswered)
                return troubled(Trouble.PAPER_OUT) if fence_paper(byte) is Paper.OUT else None
            elif is_status_answer(byte):
                unanswered = max(0, unanswered - 1)
                status = self.status() if says_offline(byte) else None
                if status is not None and status.trouble is not None:
                    return status
            elif is_automatic_status(byte):
                self._automatic_status_ends()  # the rest of it looks like the answer to the fence
        return troubled(Trouble.SILENT)

    def clear_buffers(self) -> bool:
        """Make the printer forget what it has not printed; return whether it confirmed (37 25 00)."""
        self._forget_input()
        self._write(escpos.CLEAR_BUFFERS)
        answer = b""
        while (byte := self._read_byte()) is not None and len(answer) < _STRAY_AT_MOST:
            answer += bytes((byte,))
            if answer.endswith(escpos.BUFFERS_CLEARED):
                return True
        return False

    def cast_off(self) -> None:
        """Part with a broken job: forget the rest of it, and cut off what hangs out of the printer."""
        self.clear_buffers()
        self._write(escpos.INITIALISE + escpos.FEED_AND_CUT)

    def _await_answers(self, count: int) -> None:
        """Take in answers that are still under way, so that they are not read as answers to later questions."""
        for _ in range(count):
            if self._status_answer()[0] is None:
                return

    def _status_answer(self) -> tuple[int | None, bool]:
        """Return the next status answer, and whether something came that a printer does not say.

        Flow control and automatic status, which a printer may have been set to push, are passed over.
        """
        for _ in range(_STRAY_AT_MOST):
            byte = self._read_byte()
            if byte is None:
                return None, False
            if is_status_answer(byte):
                return byte, False
            if is_automatic_status(byte):
                if not self._automatic_status_ends():
                    return None, True
            elif byte not in FLOW_CONTROL:
                return None, True
        return None, True

    def _automatic_status_ends(self) -> bool:
        """Take in what follows the first byte of an automatic status; return whether it is the rest of one."""
        rest = [self._read_byte() for _ in range(3)]
        return all(byte is not None and is_automatic_status_rest(byte) for byte in rest)

    def _read_byte(self) -> int | None:
        try:
            answer = self._port.read(1)
        except _BROKEN as error:
            raise LinkError("the printer hung up", Trouble.LOST) from error
        return answer[0] if answer else None

    def _forget_input(self) -> None:
        try:
            self._port.reset_input_buffer()
        except _BROKEN as error:
            raise LinkError("the printer hung up", Trouble.LOST) from error

    def _write(self, data: bytes, within: float | None = None) -> None:
        try:
            self._port.write_timeout = self._answer_within if within is None else within
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise LinkError("the printer takes no more data", Trouble.SILENT) from error
        except _BROKEN as error:
            raise LinkError("the printer hung up", Trouble.LOST) from error
