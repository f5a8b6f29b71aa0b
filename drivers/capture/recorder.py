# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture file while it is written. docs/drivers.md, "Captures", describes every line of it."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

MOST_BYTES = 4 << 20
"""How long a capture becomes at most: room for a thousand cards, and no full disk from one forgotten command."""


class Recorder:
    """Writes one capture, record by record, each at once. May be used from any thread.

    The file is made by this, readable for its owner only; raises `FileExistsError` where there is one already, and
    `OSError` where it cannot be made. Trouble with the disk later ends the capture and never disturbs the device.

    `driver` names the driver as `id_reader sdt`; `now` is a monotonic clock in seconds.
    """

    def __init__(
        self,
        path: Path,
        *,
        driver: str,
        date: datetime.date,
        now: Callable[[], float] = time.monotonic,
        most: int = MOST_BYTES,
    ) -> None:
        self._file: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._lock = threading.Lock()
        self._now = now
        self._began = now()
        self._left = most
        self.exchanged = 0
        """How many records of bytes there are so far."""
        self.cut_short: str | None = None
        """Why the capture ended before the device did; None while it goes on."""
        self._put(f"kiosk capture 1\ndriver {driver}\ndate {date.isoformat()}\n")

    def opened(self, kind: str) -> None:
        """Note that a line was opened: `serial`, `tcp`, `usb`, or `pcsc` for a card in a PC/SC reader."""
        self._note(f"open {kind}")

    def sent(self, data: bytes) -> None:
        """Note bytes from the driver to the device."""
        self._bytes(">", data)

    def received(self, data: bytes) -> None:
        """Note bytes from the device to the driver."""
        self._bytes("<", data)

    def lost(self) -> None:
        """Note that the line ended by itself."""
        self._note("lost")

    def closed(self) -> None:
        """Note that the driver closed the line."""
        self._note("close")

    def command(self) -> None:
        """Note that from here on somebody waits for what the device says."""
        self._note("command")

    def close(self) -> None:
        """End the capture. Notes that come later are dropped."""
        with self._lock:
            self._end()

    def _bytes(self, way: str, data: bytes) -> None:
        if data:
            self.exchanged += 1
            self._note(f"{way} {data.hex(' ')}")

    def _note(self, what: str) -> None:
        self._put(f"{self._now() - self._began:.6f} {what}\n")

    def _put(self, text: str) -> None:
        with self._lock:
            if self._file is None:
                return
            data = text.encode("ascii")
            self._left -= len(data)
            if self._left < 0:
                self._cut("it is as long as a capture may be")
                return
            try:
                while data:
                    data = data[os.write(self._file, data) :]
            except OSError as error:
                self._cut(error.strerror or "the file cannot be written")

    def _cut(self, why: str) -> None:
        self.cut_short = why
        self._end()

    def _end(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)
