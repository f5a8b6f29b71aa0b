# SPDX-License-Identifier: GPL-3.0-or-later
"""After a visit nothing of the person may be left: the next visitor or a thief would read who came, and why."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.demo.player import Player
from kiosk.demo.stage import Stage
from kiosk.places import reachable

PERSON = replace(LIN_ZHIYUAN, name="欧阳䶮淼", address="广东省揭阳市榕城区演示街道金丝雀村九巷99号")
PHONE = "13912345678"
WORDS = [("jinsi", "金丝"), ("que", "雀"), ("fei", "飞"), ("zou", "走"), ("le", "了")]
TEXT = "".join(word for _, word in WORDS)
CANARIES = (PERSON.name, PERSON.number, "金丝雀村九巷", PHONE, TEXT, "金丝雀")
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
    """A canary goes through every page, the queue, the printer and the keyboard; then everything is searched for it."""
    start = time.time() - 1
    with Stage(tmp_path) as stage:
        stage.start_engine()
        stage.start_ui((1080, 1920), hands=True, module="tests.visits.watched_screen")
        with Player(reachable(stage.hands_address), tmp_path / "screens") as player:
            play(player, stage)
            answer = player.order("search", texts=list(CANARIES))
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


def play(player: Player, stage: Stage) -> None:
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
    player.touch("没错，提交")
    player.page("Result")
    player.touch("打印回执")
    player.page("Printing")
    player.touch("拿到了", within=30)
    player.page("Rate")
    player.touch("满意")
    player.page("End")
    player.touch("再办一件")
    player.page("Home")
