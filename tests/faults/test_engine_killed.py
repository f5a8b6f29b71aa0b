# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes between two steps of one transaction. A citizen would hold a receipt for nothing, or be done twice.

While the receipt is printed: tests/visits/test_printer_power_cut.py.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from kiosk.demo.stage import Stage
from kiosk.province.reference.record import count_transactions, record_of
from kiosk.store import STORE
from kiosk.visit.screens import (
    Home,
    Printing,
    Recovered,
)
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from tests.citizen import Citizen, tip_off
from tests.faults.killed_engine import POINTS

SETTLED_WITHIN = 30.0


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_and_nothing_done_twice(point: str, tmp_path: Path) -> None:
    """At no point may the receipt, the terminal's record and the platform's record disagree."""
    with Stage(tmp_path) as stage:
        engine = stage.start_engine(sys.executable, "-m", "tests.faults.killed_engine", point)
        citizen = Citizen(stage.places.socket)
        tip_off(citizen)
        assert engine.wait(30) == -signal.SIGKILL
        citizen.close()

        stage.start_engine()
        citizen = Citizen(stage.places.socket)
        told = citizen.expect(Recovered)
        assert told.kept is (point != "sealed")
        if told.kept:
            transaction = settled(stage)
            assert told.number.replace(" ", "") == transaction.number
            record = record_of(stage.platform.database, transaction.key)
            assert record is not None
            assert record.state == "settled"
            assert record.digest == transaction.digest
            assert record.number == transaction.number
            told = citizen.expect(Recovered)
            citizen.press("PRINT")
            citizen.expect(Printing, lambda page: page.state == "out")
            citizen.press("TAKEN")
            assert len(stage.printer.papers) == 1
        else:
            assert owned(stage) == []
            citizen.press("DONE")
        assert count_transactions(stage.platform.database) == (1 if told.kept else 0)
        assert stage.printer.faults == []
        citizen.expect(Home)
        citizen.close()


def owned(stage: Stage) -> list[Transaction]:
    database = Database(stage.places.state / STORE)
    try:
        return Queue(database, SystemClock()).listed(limit=10)
    finally:
        database.close()


def settled(stage: Stage) -> Transaction:
    deadline = time.monotonic() + SETTLED_WITHIN
    while True:
        (transaction,) = owned(stage)
        if transaction.state is State.SETTLED:
            return transaction
        assert time.monotonic() < deadline, f"still {transaction.state}"
        time.sleep(0.05)
