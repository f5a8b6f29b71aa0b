# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of the demo and of its parts: nothing is left running, and nothing is started for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kiosk.demo.keeper import Keeper
from kiosk.supervisor import CONFIGURATION_ENDS, Pace
from tests.citizen import Citizen
from tests.ui.bench_hand import Hand, at_a_bench

STARTED_WITHIN = 60.0


@pytest.fixture
def hand(qtbot: QtBot, qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hand]:
    """A bench with its stage, on which nothing runs yet."""
    with at_a_bench(qtbot, tmp_path) as hand:
        yield hand


def test_closing_the_bench_ends_the_demo(hand: Hand) -> None:
    """Lost: the window is gone, and the terminal stays on the screen for ever."""
    with hand.qtbot.waitSignal(hand.bench.left):
        hand.window.close()


def test_a_part_that_keeps_ending_is_started_ever_later() -> None:
    """Lost: an engine that cannot start is started a thousand times a minute, and the machine with it stands still."""
    now = 0.0
    statuses = iter([1, 1, CONFIGURATION_ENDS])
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-S", "-c", f"raise SystemExit({next(statuses)})"]))
        return started[-1]

    keeper = Keeper({"engine": start}, Pace(first=1.0, longest=8.0), lambda: now)
    keeper.start()
    for waited, count in [(0.5, 1), (0.6, 2), (1.5, 2), (0.6, 3), (100.0, 3)]:
        started[-1].wait()
        keeper.look()
        now += waited
        keeper.look()
        assert len(started) == count


def test_the_demo_ends_whole(tmp_path: Path) -> None:
    """Lost: Ctrl-C leaves an engine and a window behind that nobody sees, and they hold on to ports and files."""
    environment = os.environ | {"DISPLAY": ":offscreen"}
    demos: dict[signal.Signals, subprocess.Popen[bytes]] = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            command = [sys.executable, "-m", "kiosk", "demo", "--out", str(tmp_path / number.name)]
            demos[number] = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
        for number, demo in demos.items():
            Citizen(tmp_path / number.name / "terminal/run/engine.sock").close()
            parts = children(demo.pid)
            assert len(parts) == 2
            demo.send_signal(number)
            _, said = demo.communicate(timeout=30)
            assert (demo.returncode, said) == (0, b"")
            assert [part for part in parts if Path(f"/proc/{part}").exists()] == []
    finally:
        for demo in demos.values():
            demo.kill()


def children(parent: int) -> list[int]:
    """Return the processes that a demo has started, once it has started engine and ui."""
    deadline = time.monotonic() + STARTED_WITHIN
    while True:
        tasks = Path(f"/proc/{parent}/task").iterdir()
        found = [int(child) for task in tasks for child in (task / "children").read_text().split()]
        if len(found) >= 2 or time.monotonic() > deadline:
            return found
