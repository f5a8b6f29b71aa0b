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
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from drivers.id_reader.invented import CHEN_GUIYING
from drivers.smart_card.emulator import PORT
from kiosk.demo.bench import Bench, BenchWindow, lacking
from kiosk.demo.desktop import GAP, Frame, arrange
from kiosk.demo.emulators.chip_cards import reader_waits
from kiosk.demo.keeper import Keeper
from kiosk.demo.panel import Switch
from kiosk.demo.stage import Stage
from kiosk.demo.surroundings import SURROUNDINGS
from kiosk.supervisor import CONFIGURATION_ENDS, Pace
from kiosk.visit.screens import (
    Choice,
    Home,
    PlaceCard,
    Printing,
    Result,
    TakeCard,
)
from tests.citizen import Citizen, go_to_card, hand_in
from ui.controls import control, items, named

TODAY = date(2026, 11, 21)
SCREENS = [(1366, 768), (1920, 1080), (2560, 1440), (3440, 1440), (1080, 1920), (1280, 1024)]
FORMS = [(1080, 1920), (1920, 1080), (1366, 768)]
SIZES = [(1240, 972), (880, 691), (900, 972), (560, 972)]
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

    def fact(self, device: str, name: str) -> object:
        """Return what the bench knows of a device."""
        return dict(self.bench.property("facts"))[device][name]

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
        shown = BenchWindow(bench, stage, Frame(0, 0, 1240, 972))
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
    go_to_card(citizen)
    hand.touch("放上黄样本的身份证")
    citizen.expect(PlaceCard, lambda page: page.state == "expired")
    hand.touch("放上陈桂英的身份证")
    citizen.expect(TakeCard)
    hand.until(lambda: hand.fact("id_reader", "card") == "chen-guiying")
    whole(hand)
    hand.touch("拿走陈桂英的身份证")
    citizen.expect(Choice)
    hand.until(lambda: hand.fact("id_reader", "card") is None)

    hand.turn("网络：断网")
    citizen.press("CHOOSE", "help")
    hand_in(citizen, "村口的路灯不亮", "村口")
    citizen.expect(Result)
    hand.until(lambda: "在终端等着 1" in hand.reads())
    assert "平台有 0" in hand.reads()
    citizen.press("PRINT")
    citizen.expect(Printing, lambda page: page.state == "out")
    hand.until(lambda: "凭条 第 1 张纸" in hand.reads())
    paper = next(item for name, _, item in named(hand.window) if name == "凭条 第 1 张纸")
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
    hand.turn("身份证阅读器的线：拔掉")
    hand.turn("凭条打印机的纸：用完")
    hand.turn("终端电源：通电")
    again = Citizen(hand.stage.places.socket)
    again.expect(Home, lambda page: not online(again) and len(page.notices) >= 2)
    whole(hand)
    hand.turn("身份证阅读器的线：插上")
    hand.turn("凭条打印机的纸：装纸")
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
    hand.turn("凭条打印机的盖：打开")
    assert printer_says(hand.stage) == 0x16
    hand.turn("凭条打印机的盖：关上")
    hand.turn("凭条打印机的线：拔掉")
    assert printer_says(hand.stage) is None
    hand.turn("凭条打印机的线：插上")
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


def test_every_switch_does_what_it_says(hand: Hand) -> None:
    """Lost: a trouble that the demo is there to show cannot be shown, or the bench says that it is and it is not."""
    for name, steered in hand.bench._steered.items():
        if name == SURROUNDINGS.name or lacking(steered.steerable, steered.facts) is not None:
            continue
        for switch in (piece for piece in steered.steerable.panel if isinstance(piece, Switch)):
            called = f"{steered.steerable.title.hans}的{switch.title.hans}："
            assert steered.facts[switch.fact] is True
            hand.turn(called + switch.spoil.title.hans)
            assert steered.facts[switch.fact] is False
            hand.turn(called + switch.mend.title.hans)
            assert steered.facts[switch.fact] is True


def test_what_happens_at_a_device_is_seen(hand: Hand) -> None:
    """Lost: the terminal lights a lamp, or a card is pulled in mid-read, and the bench shows what was before."""
    hand.until(lambda: "状态灯：不亮" in hand.reads())
    hand.stage.devices["guide_lights"].do("switch status_red on")
    hand.until(lambda: "状态灯：红" in hand.reads())
    hand.stage.devices["guide_lights"].do("restart")
    hand.until(lambda: "状态灯：不亮" in hand.reads())
    hand.stage.reader.insert(CHEN_GUIYING)
    hand.until(lambda: control(hand.window, "拿走陈桂英的身份证") is not None)


def test_a_code_is_shown_to_the_scanner(hand: Hand) -> None:
    """Lost: who shows the kiosk cannot ask by the receipt's code, or a touch that did nothing looks as if it had."""
    hand.touch("出示最近的回执")
    hand.until(lambda: any("还没有回执" in text for text in hand.reads()))
    with socket.create_connection(("127.0.0.1", port_in(hand.stage, "scanner")), timeout=5) as line:
        hand.touch("出示别处的回执")
        assert line.recv(64) == b"44520220320126000001\r"
    hand.until(lambda: hand.bench.property("trouble") == "")


def port_in(stage: Stage, device: str) -> int:
    """Return the TCP port that terminal.toml names for a device."""
    url = tomllib.loads(stage.terminal_file.read_text(encoding="utf-8"))["devices"][device]["port"]
    return int(url.rpartition(":")[2])


def test_what_takes_long_does_not_stop_the_bench(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost: the bench stands still while the platform lets its last replies go, and a second touch is done twice."""
    stopped = threading.Event()
    calls: list[str] = []
    stop = hand.stage.platform.stop

    def stop_slowly() -> None:
        calls.append("stop")
        stopped.wait(15)
        stop()

    monkeypatch.setattr(hand.stage.platform, "stop", stop_slowly)
    hand.touch("网络：断网")
    hand.until(lambda: "正在做" in hand.reads())
    hand.bench.do("surroundings", "link off")
    hand.touch("凭条打印机的盖：打开")
    hand.until(lambda: bool(control(hand.window, "凭条打印机的盖：关上")))
    assert hand.fact("surroundings", "link")
    stopped.set()
    hand.until(lambda: not hand.fact("surroundings", "link"))
    assert calls == ["stop"]


def test_a_touch_without_effect_says_why(hand: Hand) -> None:
    """Lost: the port is taken meanwhile, the switch stays as it is, and nobody knows what happened."""
    hand.turn("凭条打印机的线：拔掉")
    with socket.create_server(("127.0.0.1", port_in(hand.stage, "receipt_printer"))):
        hand.touch("凭条打印机的线：插上")
        hand.until(lambda: any("Address already in use" in text for text in hand.reads()))
        assert not hand.fact("receipt_printer", "plugged")
    hand.turn("凭条打印机的线：插上")


@pytest.fixture
def virtual_reader() -> Iterator[None]:
    """Something listens where vpcd does: ours, or the machine's own."""
    with ExitStack() as stack, suppress(OSError):
        stack.enter_context(socket.create_server(("127.0.0.1", PORT)))
        yield
        return
    yield


@pytest.mark.parametrize(
    "size", [(1240, 972), (880, 691), (900, 972), (560, 972)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_the_bench_is_whole(virtual_reader: None, hand: Hand, size: tuple[int, int]) -> None:
    """Lost: on a small screen words are cut off or run into each other, or a switch is out of reach."""
    hand.window.resize(*size)
    hand.until(lambda: hand.window.width() == size[0])
    hand.bench.do("id_reader", "insert chen-guiying")
    hand.bench.do("social_card", "insert lin-zhiyuan")
    hand.bench.do("face_camera", "lens covered")
    hand.bench.do("receipt_printer", "jam")
    hand.until(lambda: hand.fact("social_card", "card") == "lin-zhiyuan" and hand.bench.property("working") == [])
    whole(hand)
    hand.until(lambda: right_edge(hand.window) <= size[0])
    assert running_out(hand.window) == []
    if size[0] > size[1] * 1.15:  # everything at one glance
        for name in ("凭条打印机的线：拔掉", "不间断电源的服务：弄坏", "人体感应的控制板：弄坏", "摄像头的镜头：拿开"):
            assert control(hand.window, name) is not None, name


def test_a_reader_that_the_machine_lacks_is_named(hand: Hand) -> None:
    """Lost: social cards cannot be tried, and nobody is told what to install."""
    if reader_waits(PORT):
        pytest.skip("vpcd runs on this machine, so that nothing is missing")
    assert "没有虚拟读卡器（pcscd 和 vpcd）" in hand.reads()
    assert control(hand.window, "插入林志远的社保卡") is None
    assert "social_card" not in hand.stage.terminal_file.read_text(encoding="utf-8")


def running_out(window: QQuickWindow) -> list[str]:
    """Return the words that reach over the edge of the control that they are on."""
    return [
        str(text.property("text"))
        for name, role, item in named(window)
        if role == QAccessible.Role.Button
        for text in items(item)
        if text.property("text")
        and not item.mapRectToScene(item.boundingRect()).contains(text.mapRectToScene(text.boundingRect()))
    ]


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
