# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench beside the terminal: every touch on it reaches the stage."""

from __future__ import annotations

import signal
import socket
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.bench import lacking
from kiosk.demo.panel import Switch
from kiosk.demo.stage import Stage
from kiosk.demo.surroundings import SURROUNDINGS
from kiosk.visit.screens import (
    Choice,
    Home,
    PlaceCard,
    Printing,
    Result,
    TakeCard,
)
from tests.citizen import Citizen, go_to_card, hand_in
from tests.ui.bench_hand import Hand, at_a_bench, whole
from ui.controls import control, named


@pytest.fixture
def hand(qtbot: QtBot, qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hand]:
    """A bench with its stage, on which nothing runs yet."""
    with at_a_bench(qtbot, tmp_path) as hand:
        yield hand


@pytest.fixture
def citizen(hand: Hand) -> Iterator[Citizen]:
    """The engine runs; the test is the ui."""
    hand.keeper.start()
    present = Citizen(hand.stage.places.socket)
    yield present
    present.close()


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
