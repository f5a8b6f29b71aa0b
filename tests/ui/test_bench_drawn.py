# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench as it is drawn: whole in every size of its window, beside the terminal on every screen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from pytestqt.qtbot import QtBot

from drivers.smart_card.emulator import PORT
from kiosk.demo.desktop import GAP, Frame, arrange
from kiosk.demo.emulators.chip_cards import reader_waits
from tests.ui.bench_hand import Hand, at_a_bench, whole
from ui.controls import control, items, named

SCREENS = [(1366, 768), (1920, 1080), (2560, 1440), (3440, 1440), (1080, 1920), (1280, 1024)]
FORMS = [(1080, 1920), (1920, 1080), (1366, 768)]
SIZES = [(1240, 972), (880, 691), (900, 972), (560, 972)]


@pytest.fixture
def hand(qtbot: QtBot, qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hand]:
    """A bench with its stage, on which nothing runs yet."""
    with at_a_bench(qtbot, tmp_path) as hand:
        yield hand


@pytest.fixture
def virtual_reader() -> Iterator[None]:
    """Something listens where vpcd does: ours, or the machine's own."""
    with ExitStack() as stack, suppress(OSError):
        stack.enter_context(socket.create_server(("127.0.0.1", PORT)))
        yield
        return
    yield


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
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
