# SPDX-License-Identifier: GPL-3.0-or-later
import threading
import time
from functools import partial

import pytest

from drivers.card_reader import ReaderSilent
from drivers.smart_card.bounded import BoundedCalls


def test_results_and_errors_come_through() -> None:
    """A mistake of ours would be taken for a silent reader."""
    calls = BoundedCalls("test")
    assert calls.call(lambda: 7, within=1, overdue=ReaderSilent()) == 7
    with pytest.raises(ZeroDivisionError):
        calls.call(lambda: 1 // 0, within=1, overdue=ReaderSilent())
    calls.close()


def test_one_thread_hangs_and_no_second() -> None:
    """A service that hangs for a night would leave thousands of threads behind."""
    calls, released = BoundedCalls("hanging"), threading.Event()
    settled: list[int] = []
    with pytest.raises(ReaderSilent):
        calls.call(released.wait, within=0.02, overdue=ReaderSilent())
    for number in range(50):
        began = time.monotonic()
        with pytest.raises(ReaderSilent):
            calls.call(lambda: None, within=5, overdue=ReaderSilent())
        calls.settle(partial(settled.append, number), within=5)
        assert time.monotonic() - began < 4
    assert [thread.name for thread in threading.enumerate()].count("hanging") == 1
    released.set()
    until = time.monotonic() + 5
    while not settled and time.monotonic() < until:
        time.sleep(0.001)
    assert calls.call(lambda: 7, within=5, overdue=ReaderSilent()) == 7
    calls.settle(partial(settled.append, -1), within=5)
    assert settled == [0, -1]
    calls.close()
