# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench beside the terminal: every touch on it reaches the stage, and closing it leaves nothing running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.demo.bench import NOBODY, Bench, BenchWindow
from kiosk.demo.desktop import GAP, Frame, arrange
from kiosk.demo.keeper import Keeper
from kiosk.demo.stage import Stage
from kiosk.supervisor import CONFIGURATION_ENDS, Pace
from kiosk.visit.screens import (
    Choice,
    Consent,
    Guide,
    Home,
    NumberEntry,
    PlaceCard,
    PlaceEntry,
    Printing,
    Result,
    Review,
    TakeCard,
    TextEntry,
)
from tests.citizen import Citizen
from ui.controls import control, items, named

TODAY = date(2026, 11, 21)
SCREENS = [(1366, 768), (1920, 1080), (2560, 1440), (3440, 1440), (1080, 1920), (1280, 1024)]
FORMS = [(1080, 1920), (1920, 1080), (1366, 768)]
STARTED_WITHIN = 20.0


class Hand:
    """Whoever stands at the bench: touches what is drawn, by its name."""

    def __init__(self, qtbot: QtBot, stage: Stage, bench: Bench, window: QQuickWindow, keeper: Keeper) -> None:
        self.qtbot = qtbot
        self.stage = stage
        self.bench = bench
        self.window = window
        self.keeper = keeper
        self._finger = QTest.createTouchDevice()

    def touch(self, name: str) -> None:
        self.until(lambda: control(self.window, name) is not None)
        found = control(self.window, name)
        assert found is not None
        spot = found.toPoint()
        QTest.touchEvent(self.window, self._finger).press(0, spot, self.window).commit()
        QTest.touchEvent(self.window, self._finger).release(0, spot, self.window).commit()

    def turn(self, name: str) -> None:
        """Touch a switch and wait until it is turned."""
        self.touch(name)
        self.until(lambda: control(self.window, name) is None and self.bench.property("working") == [])
        assert self.bench.property("trouble") == ""

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=15_000)

    def reads(self) -> set[str]:
        """Return all that is written on the bench."""
        return {name for name, _, _ in named(self.window)}


@pytest.fixture
def hand(qtbot: QtBot, qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hand]:
    """A bench with its stage, on which nothing runs yet."""
    with ExitStack() as stack:
        stage = stack.enter_context(Stage(tmp_path))
        keeper = Keeper({"engine": stage.start_engine}, Pace(first=0.05))
        bench = Bench(stage, keeper, today=TODAY)
        stack.callback(bench.close)
        shown = BenchWindow(bench, stage, Frame(0, 0, 1240, 1104))
        stack.callback(shown.close)
        bench.start()
        shown.window.show()
        yield Hand(qtbot, stage, bench, shown.window, keeper)


@pytest.fixture
def citizen(hand: Hand) -> Iterator[Citizen]:
    """The engine runs; the test is the ui."""
    hand.keeper.start()
    present = Citizen(hand.stage.places.socket)
    yield present
    present.close()


def whole(hand: Hand) -> None:
    """Nothing on the bench is cut off."""
    assert [item.property("text") for item in items(hand.window.contentItem()) if item.property("truncated")] == []


def test_cards_papers_and_counts_over_a_whole_visit(hand: Hand, citizen: Citizen) -> None:
    """Lost: who shows the kiosk lays a card and nothing happens, or never sees the receipt."""
    citizen.expect(Home)
    citizen.press("OPEN", "report-12345")
    citizen.expect(Guide)
    citizen.press("START")
    citizen.expect(Consent)
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    hand.touch("放上黄样本的身份证")
    citizen.expect(PlaceCard, lambda page: page.state == "expired")
    hand.touch("放上陈桂英的身份证")
    citizen.expect(TakeCard)
    hand.until(lambda: bool(hand.bench.property("lying") == 0))
    whole(hand)
    hand.touch("拿走陈桂英的身份证")
    citizen.expect(Choice)
    hand.until(lambda: bool(hand.bench.property("lying") == NOBODY))

    hand.turn("网络：断网")
    citizen.press("CHOOSE", "help")
    citizen.expect(TextEntry)
    citizen.press("ENTER", "村口的路灯不亮")
    citizen.expect(PlaceEntry)
    citizen.press("ENTER", "村口")
    citizen.expect(NumberEntry)
    citizen.press("SKIP")
    citizen.expect(Review)
    citizen.press("SUBMIT")
    citizen.expect(Result)
    hand.until(lambda: "在终端等着 1" in hand.reads())
    assert "平台有 0" in hand.reads()
    citizen.press("PRINT")
    citizen.expect(Printing, lambda page: page.state == "out")
    hand.until(lambda: "第 1 张纸" in hand.reads())
    paper = next(item for name, _, item in named(hand.window) if name == "第 1 张纸")
    assert paper.height() > paper.width() > 300
    whole(hand)
    hand.turn("网络：接通")
    hand.until(lambda: "平台有 1" in hand.reads() and "在终端等着 0" in hand.reads())


def test_power_link_and_devices_go_and_come_back(hand: Hand, citizen: Citizen) -> None:
    """Lost: the trouble that the demo is there to show cannot be shown, or does not end."""
    engine = hand.stage.process("engine")
    hand.turn("终端电源：断电")
    assert engine.returncode == -signal.SIGKILL
    hand.turn("网络：断网")
    hand.turn("读卡器的线：拔掉")
    hand.turn("打印纸：用完")
    hand.turn("终端电源：通电")
    again = Citizen(hand.stage.places.socket)
    again.expect(Home, lambda page: not online(again) and len(page.notices) >= 2)
    whole(hand)
    hand.turn("读卡器的线：插上")
    hand.turn("打印纸：装纸")
    hand.turn("网络：接通")
    again.expect(Home, lambda page: online(again) and page.notices == ())

    engine = hand.stage.process("engine")
    engine.kill()
    hand.until(lambda: hand.stage.process("engine") is not engine)
    Citizen(hand.stage.places.socket).close()
    again.close()


def online(citizen: Citizen) -> bool:
    return citizen.show is not None and citizen.show.status.online


def test_switches_of_the_printer_reach_it(hand: Hand) -> None:
    """Lost: the bench says that the cover is open, and the printer prints."""
    assert printer_says(hand.stage) == 0x12
    hand.turn("打印机的盖：打开")
    assert printer_says(hand.stage) == 0x16
    hand.turn("打印机的盖：关上")
    hand.turn("打印机的线：拔掉")
    assert printer_says(hand.stage) is None
    hand.turn("打印机的线：插上")
    assert printer_says(hand.stage) == 0x12


def printer_says(stage: Stage) -> int | None:
    """Ask the printer what keeps it from printing (DLE EOT 2); None when it is not there."""
    host, port = stage.printer.url.removeprefix("socket://").split(":")
    try:
        with socket.create_connection((host, int(port)), timeout=5) as line:
            line.sendall(b"\x10\x04\x02")
            return line.recv(1)[0]
    except ConnectionRefusedError:
        return None


def test_a_reader_can_be_struck_dumb(hand: Hand) -> None:
    """Lost: the reader that hangs, which is what most often happens to one, cannot be shown."""
    hand.turn("读卡器应答：不应答")
    assert hand.stage.reader.wire.silent
    hand.turn("读卡器应答：恢复")
    assert not hand.stage.reader.wire.silent


def test_what_takes_long_does_not_stop_the_bench(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost: the bench stands still while the platform lets its last replies go, and a second touch is done twice."""
    stopped = threading.Event()
    calls: list[str] = []

    def stop_slowly() -> None:
        calls.append("stop")
        stopped.wait(15)

    slow = hand.bench._switches["link"]
    monkeypatch.setitem(hand.bench._switches, "link", type(slow)(stop_slowly, slow.mend))
    hand.touch("网络：断网")
    hand.until(lambda: "正在做" in hand.reads())
    hand.bench.turn("link")
    hand.touch("打印机的盖：打开")
    hand.until(lambda: bool(control(hand.window, "打印机的盖：关上")))
    assert hand.bench.property("well")["link"]
    stopped.set()
    hand.until(lambda: not hand.bench.property("well")["link"])
    assert calls == ["stop"]


def test_a_touch_without_effect_says_why(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost: the port is taken meanwhile, the switch stays as it is, and nobody knows what happened."""

    def fail() -> None:
        raise OSError("the port is taken")

    switch = hand.bench._switches["printer"]
    monkeypatch.setitem(hand.bench._switches, "printer", type(switch)(fail, switch.mend))
    hand.touch("打印机的线：拔掉")
    hand.until(lambda: "没有做成：the port is taken" in hand.reads())
    assert hand.bench.property("well")["printer"]
    hand.turn("打印机的盖：打开")


@pytest.mark.parametrize("size", [(1240, 1104), (880, 691), (700, 972)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_bench_is_whole(hand: Hand, size: tuple[int, int]) -> None:
    """Lost: on a small screen words are cut off, or a switch is out of reach."""
    hand.window.resize(*size)
    hand.until(lambda: hand.window.width() == size[0])
    hand.bench.take(0)
    hand.until(lambda: bool(hand.bench.property("lying") == 0))
    whole(hand)
    hand.until(lambda: right_edge(hand.window) <= size[0])
    if size[0] > size[1] * 0.8:
        assert control(hand.window, "打印机的线：拔掉") is not None


def right_edge(window: QQuickWindow) -> float:
    return max(item.mapRectToScene(item.boundingRect()).right() for item in drawn_text(window))


def drawn_text(window: QQuickWindow) -> list[QQuickItem]:
    return [item for item in items(window.contentItem()) if item.property("text") and item.opacity() > 0]


@pytest.mark.parametrize("form", FORMS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"on {size[0]}x{size[1]}")
def test_terminal_and_bench_stand_side_by_side(screen: tuple[int, int], form: tuple[int, int]) -> None:
    """Lost: one window hides the other, or reaches over the edge of the screen."""
    room = Frame(30, 20, *screen)
    spot, bench = arrange(room, form)
    width, height = form[0] * spot.scale, form[1] * spot.scale
    assert spot.x >= room.x
    assert spot.x + width + GAP <= bench.x + 1
    assert bench.x + bench.width <= room.x + room.width
    assert height <= 0.9 * screen[1] + 1
    assert room.y <= bench.y
    assert bench.y + bench.height <= room.y + room.height
    assert bench.width >= 0.3 * screen[0]


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
