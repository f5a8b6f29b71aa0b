# SPDX-License-Identifier: GPL-3.0-or-later
"""After a visit nothing of the person may be left: the next visitor or a thief would read who came, and why."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.demo.player import Player
from kiosk.demo.stage import Stage
from kiosk.places import reachable

PERSON = replace(
    LIN_ZHIYUAN,
    name="欧阳䶮淼",
    number="445202198911244572",  # nobody else's: other tests write theirs into files of this machine
    address="广东省揭阳市榕城区演示街道金丝雀村九巷99号",
)
PHONE = "13912345678"
WORDS = [("jinsi", "金丝"), ("que", "雀"), ("fei", "飞"), ("zou", "走"), ("le", "了")]
TEXT = "".join(word for _, word in WORDS)
CANARIES = (PERSON.name, PERSON.number, "金丝雀村九巷", PHONE, TEXT, "金丝雀")
NO_RECEIPTS = "现在打不了回执，其他都能办。流水号可以拍下来。"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def written_since(start: float, *folders: Path) -> Iterator[Path]:
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                path = Path(root, name)
                try:
                    if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= start:
                        yield path
                except OSError:
                    continue


def finds(content: bytes) -> list[str]:
    return [canary for canary in CANARIES if any(canary.encode(encoding) in content for encoding in ENCODINGS)]


@pytest.mark.timeout(180)
def test_no_file_and_no_object_holds_the_person(tmp_path: Path) -> None:
    """A canary goes through every page, the queue, the printer and the keyboard; then everything is searched for it.

    The paper ends in the midst of the receipt, so that the engine keeps what is needed to print it again: sealed.
    """
    start = time.time() - 1
    with Stage(tmp_path) as stage:
        texts = ",".join(canary.encode().hex() for canary in CANARIES)
        stage.start_engine(sys.executable, "-m", "tests.visits.searched_engine", str(tmp_path / "held"), texts)
        stage.start_ui((1080, 1920), hands=True, module="tests.visits.watched_screen")
        with Player(reachable(stage.hands_address), tmp_path / "screens") as player:
            play(player, stage)
            answer = player.order("search", texts=list(CANARIES))
            assert held(stage) == []
            stage.devices["receipt_printer"].do("load")
            until(lambda: NO_RECEIPTS not in player.see()["seen"], "the new roll is not seen")
            show_card(player, stage)
            player.page("KeptPaper")
        assert answer["searched"] > 50, "too little was searched for the result to mean anything"
        assert answer["found"] == {}
        folders = (
            tmp_path,
            Path.home(),
            Path(tempfile.gettempdir()),
            Path("/var/tmp"),
            Path("/dev/shm"),
            Path("/var/spool"),
        )
        searched = 0
        for path in set(written_since(start, *folders)):
            try:
                content = path.read_bytes()
            except OSError:
                continue
            searched += 1
            assert not finds(content), f"{path} holds {finds(content)}"
        assert searched > 10
        for name in ("engine", "ui"):
            assert not finds(Path(f"/proc/{stage.process(name).pid}/cmdline").read_bytes())


def held(stage: Stage) -> list[str]:
    """Return which canaries the engine's objects hold, and which objects."""
    report = stage.folder / "held"
    stage.process("engine").send_signal(signal.SIGUSR2)
    until(report.exists, "the engine does not search")
    lines = report.read_text().splitlines()
    report.unlink()
    (searched,) = (line for line in lines if line.startswith("searched "))
    assert int(searched.split()[1]) > 10_000
    return [line for line in lines if line != searched]


def until(holds: Callable[[], bool], else_: str) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, else_
        time.sleep(0.05)


def show_card(player: Player, stage: Stage) -> None:
    player.page("Home")
    player.touch("反映问题")
    player.page("Guide")
    player.touch("开始")
    player.page("Consent")
    player.touch("可以")
    player.page("PlaceCard")
    stage.reader.insert(PERSON)
    player.page("TakeCard")
    stage.reader.lift()


def play(player: Player, stage: Stage) -> None:
    show_card(player, stage)
    player.page("Choice")
    player.touch("投诉")
    player.page("TextEntry")
    player.write_pinyin(WORDS)
    found = player.order("search", texts=[TEXT])["found"]
    assert found, "the search must find what is on the screen, or finding nothing later proves nothing"
    player.touch("写好了")
    player.page("PlaceEntry")
    player.write_pinyin([("jinsi", "金丝"), ("que", "雀")])
    player.touch("写好了")
    player.page("NumberEntry")
    for digit in PHONE:
        player.touch(digit)
    player.touch("好了")
    player.page("Review")
    assert {line.split()[0] for line in held(stage)} > {"0", "1", "3"}, "name, number and telephone are found"
    player.touch("没错，提交")
    player.page("Result")
    stage.devices["receipt_printer"].do("paper-out 200")
    player.touch("打印回执")
    player.page("Printing")
    player.touch("没出来", within=30)
    player.touch("不用打印", within=30)
    player.page("Rate")
    player.touch("满意")
    player.page("End")
    player.touch("再办一件")
    player.page("Home")
