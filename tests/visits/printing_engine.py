# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine that looks at its printers all the time: `python -m tests.visits.printing_engine …`; else the real one.

With `--usb PORT` its receipt printer is on USB: a bus of this process leads to the emulator on that TCP port, and the
cable that is pulled or put back there is pulled or put back here.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from drivers.contract import Device
from kiosk.app import run_engine
from kiosk.devices import open_device
from kiosk.places import Places
from kiosk.setup import Makers
from kiosk.terminal import Terminal
from kiosk.visit.idle import IdleLimits
from printers.contract import ReceiptPrinter
from printers.document.contract import DocumentPrinter
from printers.document.ipp.driver import IppPrinter
from printers.document.ipp.driver import Timing as DocumentTiming
from printers.receipt.driver import EscposPrinter, Timing
from printers.receipt.emulator import UsbBus
from printers.receipt.emulator.usb import UsbWire
from printers.receipt.emulator.wire import Send
from printers.receipt.profiles import GB18030, PROFILES

DOCUMENTS = DocumentTiming(
    look_every=0.2, look_again=0.2, try_again_at_most=0.2, answer_within=1.5, follow_every=0.05, clear_within=1.0
)
"""In these visits nobody comes to clear a printer while its job waits."""


class UsbCable:
    """The cable of a printer that is on a TCP port of this machine: it is in for as long as the port takes calls."""

    def __init__(self, port: int) -> None:
        self.bus = UsbBus()
        self._address = ("127.0.0.1", port)
        self._wire = UsbWire(self.bus, self._carry)
        threading.Thread(target=self._keep, name="usb cable", daemon=True).start()

    def _keep(self) -> None:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(self._address) as self._printer:
                self._pulled = threading.Event()
                self._wire.plug()
                self._pulled.wait()
                self._wire.unplug()
            time.sleep(0.02)

    def _carry(self, arriving: Iterator[bytes], send: Send) -> None:
        threading.Thread(target=self._answer, args=(self._pulled, send), name="usb cable", daemon=True).start()
        for data in arriving:
            with contextlib.suppress(OSError):
                self._printer.sendall(data)

    def _answer(self, pulled: threading.Event, send: Send) -> None:
        with contextlib.suppress(OSError):
            while data := self._printer.recv(4096):
                send(data)
        pulled.set()


def device_of(cable: UsbCable | None, terminal: Terminal, name: str) -> Device | ReceiptPrinter | DocumentPrinter:
    """Open a device as the terminal does; a printer with these paces, and on this cable."""
    entry = terminal.devices[name]
    said = entry.settings
    if name == "document_printer":
        return IppPrinter(said["url"], user=f"kiosk-{terminal.id}", timing=DOCUMENTS)
    if name == "receipt_printer":
        profile = PROFILES[said["model"]]
        return EscposPrinter(
            said["port"],
            width=said["width"] or profile.width,
            baud=said["baud"],
            profile=profile,
            in_text=said["text"] == GB18030,
            timing=Timing(look_every=0.1, try_again_at_most=0.2, bytes_per_second=said["baud"] / 12),
            usb=None if cable is None else lambda: cable.bus,
        )
    return open_device(terminal, name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--usb", type=int)
    parser.add_argument("--terminal", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    plugged = None if options.usb is None else UsbCable(options.usb)
    makers = Makers(
        device=lambda terminal, name: device_of(plugged, terminal, name), idle_limits=IdleLimits(warn_after=600)
    )
    sys.exit(run_engine(Places.of(options.data), options.terminal, makers))
