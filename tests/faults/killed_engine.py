# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine that is killed at one point of its work: `python -m tests.faults.killed_engine POINT …`.

It is the real engine with real parts; each part that a point lies in is wrapped, and the process kills itself there.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from drivers.contract import Device
from kiosk.app import run_engine
from kiosk.devices import open_device
from kiosk.places import Places
from kiosk.province.client import ProvinceClient
from kiosk.setup import Makers
from kiosk.terminal import Terminal
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Header, Sealed, Sealer
from offline_cache.transport import Delivery, DeliveryResult
from printers.contract import PrintOutcome, ReceiptPrinter
from printers.document.contract import DocumentPrinter
from printers.raster import Raster

T = TypeVar("T")

POINTS = ("sealed", "committed", "sending", "sent", "accepted")
PRINTED = "printed"
"""The paper is out and nobody has written it down: tests/visits/test_printer_power_cut.py."""
POINT = ""


def reach(point: str) -> None:
    if point == POINT:
        os.kill(os.getpid(), signal.SIGKILL)


class KilledSealer(Sealer):
    def seal(self, header: Header, payload: bytes) -> Sealed:
        sealed = super().seal(header, payload)
        reach("sealed")
        return sealed


class KilledOutbox(Outbox):
    def commit(self, *arguments: Any, **options: Any) -> Transaction:
        transaction = super().commit(*arguments, **options)
        reach("committed")
        return transaction

    def together(self, steps: Sequence[Callable[[Queue], T]], *, durable: bool = True) -> list[T]:
        done = super().together(steps, durable=durable)
        if any(isinstance(step, Transaction) and step.state is State.ACCEPTED for step in done):
            reach("accepted")
        return done


class KilledClient(ProvinceClient):
    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        reach("sending")
        results = super().deliver(items)
        reach("sent")
        return results


def killed_device(terminal: Terminal, name: str) -> Device | ReceiptPrinter | DocumentPrinter:
    device = open_device(terminal, name)
    if isinstance(device, Device) or not isinstance(device, ReceiptPrinter):
        return device
    real = device.print

    async def print_and_die(raster: Raster, *, job: str) -> PrintOutcome:
        outcome = await real(raster, job=job)
        reach(PRINTED)
        return outcome

    changed: Any = device
    changed.print = print_and_die
    return device


if __name__ == "__main__":
    _, POINT, _, terminal_file, _, data = sys.argv
    assert POINT in {*POINTS, PRINTED}
    makers = Makers(sealer=KilledSealer, client=KilledClient, outbox=KilledOutbox, device=killed_device)
    sys.exit(run_engine(Places.of(Path(data)), Path(terminal_file), makers))
