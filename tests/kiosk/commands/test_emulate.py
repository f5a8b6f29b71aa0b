# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, no device can be tried without hardware, and training ends at the first line that does nothing."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from drivers.travel_document.invented import PASSPORT
from kiosk import readouts
from kiosk.__main__ import main
from kiosk.commands import device as command
from kiosk.demo.emulators import DEVICES, emulated
from tests.kiosk.commands.emulation import WITHIN, Bridge, Emulation, Technician
from tests.kiosk.commands.test_device import Application
from tests.pcsc_site import Site


@dataclass(frozen=True)
class Step:
    """A line, and what comes of it: what the emulator says that it does, and what the driver makes of it."""

    line: str
    facts: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    printed: dict[str, Any] | None = None


ONLINE = {"ok": True, "state": "online", "action": None}
GONE = {"ok": False, "state": "no_device", "action": "maintenance"}
MUTE = {"ok": False, "state": "offline", "action": "reset"}
BROKEN = {"ok": False, "state": "hardware_error"}

LAMPS = ["id_reader", "card_reader", "scanner", "receipt_printer", "camera", "status"]

STEPS: dict[str, tuple[Step, ...]] = {
    "id_reader": (
        Step("insert lin-zhiyuan", {"card": "lin-zhiyuan"}, ONLINE, {"ok": True, "name": "林**"}),
        Step("lift", {"card": None}),
        Step("split on", {}, ONLINE),
        Step("noise AA00", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("shorten 1", {}, ONLINE),
        Step("pull 100"),
        Step("insert chen-guiying", {"card": "chen-guiying"}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("sick 60", {"card": None, "healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"answers": False}, MUTE),
        Step("silence off", {"answers": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "ReaderAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "social_card": (
        Step("insert lin-zhiyuan", {"reader": True, "card": "lin-zhiyuan"}, ONLINE, {"ok": True, "name": "林**"}),
        Step("slow 0.01", {}, None, {"ok": True}),
        Step("damage 1", {}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("sick 6581", {"healthy": False}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("insert bus-card", {"card": "bus-card"}, None, {"ok": False}),
        Step("pull"),
        Step("insert chen-guiying", {}, None, {"ok": False, "error": "CardUnreadable"}),
        Step("insert long-name", {"card": "long-name"}, None, {"ok": True}),
        Step("mute on", {"healthy": False}, None, {"ok": False}),
        Step("mute off", {"healthy": True}),
        Step("lift", {"card": None}, ONLINE),
    ),
    "travel_document": (
        Step(
            "insert passport",
            {"card": "passport", "zone": PASSPORT.zone},
            ONLINE,
            {"ok": True, "integrity": "consistent"},
        ),
        Step("slow 0.001", {}, None, {"ok": True}),
        Step("insert locked", {"card": "locked"}, None, {"ok": False}),
        Step("damage 1"),
        Step("insert altered", {"card": "altered"}, None, {"ok": False}),
        Step("sick", {"healthy": False}, None, {"ok": False}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("pull 3"),
        Step("insert passport", {}, None, {"ok": False}),
        Step("insert passport", {}, None, {"ok": True}),
        Step("mute on", {"healthy": False}),
        Step("lift", {"card": None}, ONLINE),
    ),
    "scanner": (
        Step("slow 0.001", {}, ONLINE, {"ok": True}),
        Step("split on", {}, None, {"ok": True}),
        Step("show 44520220320126000001", {"lying": False}, ONLINE),
        Step("leave 0.05 ABC-123", {"lying": True}),
        Step("take-away", {"lying": False}),
        Step("send 41420D", {}, ONLINE),
        Step("silence on", {"healthy": False}, ONLINE),
        Step("heal", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "ScannerAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "face_camera": (
        Step("pace 20", {}, ONLINE, {"ok": True}),
        Step("lens covered", {"sees": False, "lens": "covered"}, None, {"ok": True, "health": "dark"}),
        Step("lens clear", {"sees": True}),
        Step("light 60", {}, None, {"ok": True}),
        Step("look {picture}", {}, None, {"ok": True}),
        Step("damage noise", {"healthy": False}, None, {"ok": False}),
        Step("sick", {"healthy": False}, None, {"ok": False}),
        Step("heal", {"healthy": True}, None, {"ok": True}),
        Step("silence on", {"healthy": False}, None, {"ok": False, "error": "CameraSilent"}),
        Step("silence off", {"healthy": True}),
        Step("unplug", {"plugged": False}, GONE, {"ok": False, "error": "CameraAbsent"}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "document_camera": (
        Step("lay sheet", {"lies": "sheet"}, ONLINE, {"ok": True}),
        Step("take-away", {"lies": None}, None, {"ok": False, "error": "TimedOut"}),
        Step("lay card", {"lies": "card"}, None, {"ok": True}),
        Step("lens covered", {"sees": False}),
        Step("lens clear", {"sees": True}),
        Step("light 90", {}),
        Step("pace 15", {}, None, {"ok": True}),
        Step("damage cut", {"healthy": False}, None, {"ok": False}),
        Step("silence on", {"healthy": False}),
        Step("sick", {"healthy": False}),
        Step("heal", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "guide_lights": (
        Step("noise AA00", {}, ONLINE),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("echo on", {}, ONLINE),
        Step("echo off", {}, None, {"ok": True, "shone": LAMPS}),
        Step("switch scanner on", {"lamps": {"scanner": "green"}}),
        Step("restart", {"lamps": {"scanner": ""}}),
        Step("sick 4", {"healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"healthy": False}, MUTE),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "presence": (
        Step("come", {"near": True}, ONLINE, {"ok": True, "presence": "near"}),
        Step("go", {"near": False}, None, {"ok": True, "presence": "gone"}),
        Step("noise AA00", {}, ONLINE),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("damage 1", {}, ONLINE),
        Step("echo on", {}, ONLINE),
        Step("restart", {}, ONLINE),
        Step("sick 4", {"healthy": False}, BROKEN),
        Step("heal", {"healthy": True}, ONLINE),
        Step("silence on", {"healthy": False}, MUTE),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, GONE),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "ups": (
        Step("mains off", {"mains": False}, ONLINE, {"ok": True, "supply": "battery"}),
        Step("low on", {"battery": False}, None, {"ok": True, "supply": "low"}),
        Step("low off", {"battery": True}),
        Step("mains on", {"mains": True}, None, {"ok": True, "supply": "mains"}),
        Step("charge 42", {"charge": 42}, None, {"ok": True, "charge_percent": 42}),
        Step("worn on", {}, None, {"ok": True, "replace_battery": True}),
        Step("split on", {}, ONLINE),
        Step("slow 0.01 0.0001", {}, ONLINE),
        Step("sick data-stale", {"healthy": False}, {"ok": False}),
        Step("garbage", {"healthy": False}, {"ok": False}),
        Step("heal", {"healthy": True}, ONLINE, {"ok": True, "replace_battery": False}),
        Step("silence on", {"healthy": False}, {"ok": False}),
        Step("silence off", {"healthy": True}, ONLINE),
        Step("unplug", {"plugged": False}, {"ok": False}),
        Step("plug", {"plugged": True}, ONLINE),
    ),
    "receipt_printer": (
        Step("paper-low", {"paper": True}, {"ok": True, "paper": "low"}),
        Step("load", {}, {"ok": True, "paper": "ok"}, None, {"ok": True, "printed": "printed"}),
        Step("paper-out", {"paper": False, "papers": 1}, {"ok": False, "paper": "out"}),
        Step("load", {"paper": True}, {"ok": True}),
        Step("open", {"cover": False}, {"ok": False, "trouble": "cover_open"}),
        Step("shut", {"cover": True}, {"ok": True}),
        Step("noise 11", {"answers": False}, {"ok": True}),
        Step("garbage", {"answers": False}, {"ok": False}),
        Step("silence on", {"answers": False}, {"ok": False}),
        Step("silence off", {"answers": False}),
        Step("heal", {"answers": True}, {"ok": True}),
        Step("turn-away on", {"answers": False}, {"ok": False}),
        Step("turn-away off", {"answers": True}, {"ok": True}),
        Step("hold on", {}, {"ok": False}),
        Step("hold off", {}, {"ok": True}),
        Step("jam", {"cutter": False}, None, None, {"ok": False, "trouble": "cutter_error"}),
        Step("free", {"cutter": True}, {"ok": True}),
        Step("unplug", {"plugged": False}, {"ok": False, "trouble": "absent"}),
        Step("plug", {"plugged": True}, {"ok": True}),
    ),
    "document_printer": (
        Step("paper-out 1", {"paper": True}, {"ok": True, "paper": "ok"}, None, {"ok": True, "printed": "printed"}),
        Step("heal", {"paper": True, "sheets": 1}, {"ok": True}),
        Step("paper-out", {"paper": False}, {"ok": False, "paper": "out", "reasons": ["media-empty-error"]}),
        Step("load", {"paper": True}, {"ok": True}),
        Step("begin media-jam", {"free": False}, {"ok": False, "trouble": "paper_jam", "paper": "jammed"}),
        Step("end media-jam", {"free": True}, {"ok": True}),
        Step("lose-answer", {}, {"ok": True}, None, {"ok": True, "printed": "printed"}),
        Step("unplug", {"plugged": False}, {"ok": False, "trouble": "absent"}),
        Step("plug", {"plugged": True}, {"ok": True}),
        Step("silence on", {"answers": False}),
        Step("silence off", {"answers": True}, {"ok": True}),
    ),
}


@pytest.fixture
def technician(
    tmp_path: Path, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, str], Technician]:
    """Make a technician who has a device's name and its section of terminal.toml."""
    monkeypatch.setattr(command, "QGuiApplication", Application)
    monkeypatch.setattr(command, "READ_WITHIN", 5.0)
    monkeypatch.setattr(readouts, "LAMP_SHINES", 0.05)
    return lambda name, toml: Technician(tmp_path, name, toml, capsys)


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    """Where an emulator is to stand: cards need a real PC/SC service with a virtual reader."""
    if request.param not in {"social_card", "travel_document"}:
        yield ()
        return
    with Site() as site, Bridge(site.dial) as bridge:
        yield ("--port", str(bridge.port))


@pytest.mark.parametrize(("port", "name"), [(name, name) for name in STEPS], indirect=["port"], ids=STEPS)
def test_every_line_does_what_it_says(
    name: str,
    port: tuple[str, ...],
    technician: Callable[[str, str], Technician],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lost: a trouble that was to be shown is not there, or `kiosk device` misjudges it."""
    steps = STEPS[name]
    assert {step.line.split()[0] for step in steps} == {verb.name for verb in emulated(name).verbs}
    with Emulation(name, *port) as emulation:
        at = technician(name, emulation.toml)
        for step in steps:
            emulation.do(step.line.format(picture=picture(tmp_path)))
            facts = emulation.facts
            assert within(facts, step.facts), (step.line, facts)
            if step.status is not None:
                status = at.ask("status")
                assert within(status, step.status), (step.line, status)
            if step.read is not None:
                monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPORT.zone}\n\n"))
                with shown_again_and_again(emulation, wanted=name == "scanner" and step.read["ok"]):
                    read = at.ask("read")
                assert within(read, step.read), (step.line, read)
            if step.printed is not None:
                printed = at.ask("print")
                assert within(printed, step.printed), (step.line, printed)


def within(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Return whether everything wanted is there, in tables of tables too."""
    return all(
        within(found[key], value) if isinstance(value, dict) else found.get(key) == value
        for key, value in wanted.items()
    )


def picture(folder: Path) -> Path:
    """Return something to look at."""
    path = folder / "stripes.png"
    stripes = np.zeros((480, 640, 3), np.uint8)
    stripes[:, ::8] = 220
    cv2.imwrite(str(path), stripes)
    return path


@contextmanager
def shown_again_and_again(emulation: Emulation, *, wanted: bool) -> Iterator[None]:
    """Hold code after code before the scanner: one that was shown before anybody asked is nobody's."""
    over = threading.Event()

    def show() -> None:
        number = 0
        while not over.wait(0.4):
            number += 1
            emulation.do(f"show 4452022032012600{number:04}")

    hand = threading.Thread(target=show)
    if wanted:
        hand.start()
    yield
    over.set()
    if wanted:
        hand.join()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dance", "'dance' is nothing that can be done; 'help' tells what can"),
        ("insert", "CARD is missing; expected one of chen-guiying"),
        ("insert nobody", "'nobody' is no CARD; expected one of chen-guiying"),
        ("insert chen-guiying twice", "insert takes 1 argument(s)"),
        ("lift it", "lift takes no argument(s)"),
        ("slow soon", "'soon' is no ANSWER; expected seconds from 0 to 60"),
        ("slow nan", "'nan' is no ANSWER"),
        ("slow 61", "'61' is no ANSWER"),
        ("damage -1", "'-1' is no ANSWERS; expected a whole number from 0 to 1000"),
        ("damage 1.5", "'1.5' is no ANSWERS"),
        ("noise 0", "'0' is no BYTES; expected two hexadecimal digits a byte"),
        ("sick 6066", "'6066' is no SW3; expected 2 hexadecimal digits"),
        ("silence maybe", "'maybe' is no on|off; expected one of on, off"),
        ("身份证\udcff", "is nothing that can be done"),
    ],
    ids=repr,
)
def test_a_line_that_makes_no_sense_is_told_in_words(reader: Emulation, line: str, words: str) -> None:
    """Lost: a technician who mistypes, and a script that goes on as if something had happened."""
    answer = reader.order(line.encode(errors="surrogateescape").decode(errors="replace"))
    assert answer["ok"] is False
    assert words in answer["error"]
    assert reader.facts == {"plugged": True, "card": None, "answers": True, "healthy": True}


@pytest.fixture(scope="module")
def reader() -> Iterator[Emulation]:
    """An emulated reader to which nothing has happened."""
    with Emulation("id_reader") as emulation:
        yield emulation


def test_help_tells_every_line(reader: Emulation) -> None:
    """Lost: nobody knows what can be done."""
    verbs = reader.order("help")["verbs"]
    assert {usage.split()[0] for usage in verbs} == {verb.name for verb in emulated("id_reader").verbs} | {
        "state",
        "help",
        "quit",
    }
    assert all(verbs.values())


def run(*arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "emulate", *arguments]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=WITHIN)


def test_for_people_it_says_what_to_write_and_answers_in_words(tmp_path: Path) -> None:
    """Lost: somebody who copies the section into terminal.toml copies half of it."""
    done = run(
        "id_reader", "--link", str(tmp_path / "reader"), lines="insert expired\n\nstate\ninsert\nhelp\nquit\nlift\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    head, _, answers = done.stdout.partition("'quit' ends it\n")
    assert tomllib.loads(head.rpartition("#")[0] + "\n") == {
        "devices": {"id_reader": {"driver": "sdt", "port": str(tmp_path / "reader")}}
    }
    lines = answers.splitlines()
    assert lines[:6] == ["ok", "plugged: true", 'card: "expired"', "answers: true", "healthy: true", "ok"]
    assert lines[6].startswith("error: insert CARD: CARD is missing; expected one of chen-guiying, ")
    assert lines[7].startswith("insert CARD")
    assert lines[-2:] == ["ok", "ok"]
    assert not (tmp_path / "reader").is_symlink()


def test_every_device_is_listed() -> None:
    """Lost: nobody knows what can be emulated."""
    done = run("--list", "--json")
    assert done.returncode == 0
    assert [one["device"] for one in json.loads(done.stdout)] == list(DEVICES)
    words = run("--list").stdout
    assert all(f"\n{name}: " in f"\n{words}" for name in DEVICES)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, None], ids=str)
def test_it_ends_without_a_trace(tmp_path: Path, number: signal.Signals | None) -> None:
    """Lost: a link under which the next emulator, or a driver, finds a dead port."""
    link = tmp_path / "reader"
    with Emulation("id_reader", "--link", str(link)) as emulation:
        assert link.is_symlink()
        if number is not None:
            emulation.process.send_signal(number)
            emulation.process.wait(WITHIN)
    assert not link.is_symlink()
    with Emulation("id_reader", "--link", str(link)) as emulation:
        emulation.do("insert chen-guiying")


def test_a_link_that_a_killed_one_left_behind_is_replaced(tmp_path: Path) -> None:
    """Lost: after one hard end nothing can be emulated there until somebody finds the file."""
    link = tmp_path / "reader"
    link.symlink_to("/dev/pts/no-such-terminal")
    with Emulation("id_reader", "--link", str(link)):
        assert link.exists()


def test_a_file_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    """Lost: a mistyped path, and somebody's file with it."""
    file = tmp_path / "notes"
    file.write_text("mine", encoding="utf-8")
    done = run("id_reader", "--link", str(file))
    assert done.returncode == 2
    assert "id_reader cannot be emulated there: File exists" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_port_that_is_taken_is_told_in_words() -> None:
    """Lost: a traceback instead of the reason."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("scanner", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "scanner cannot be emulated there: Address already in use" in done.stderr


def test_cards_without_a_reader_are_told_in_words() -> None:
    """Lost: a card that is put into nothing, and no word on what to install."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = str(free.getsockname()[1])
    with Emulation("social_card", "--port", nobody) as emulation:
        assert "vsmartcard-vpcd" in emulation.greeting["missing"]
        answer = emulation.order("insert chen-guiying")
        assert not answer["ok"]
        assert "vsmartcard-vpcd" in answer["error"]
        assert emulation.facts["card"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "DEVICE is missing; there is: id_reader, "),
        (["ups", "--link", "/tmp/ups"], "ups has no serial wire; --port names its TCP port"),
        (["scanner", "--link", "/tmp/scanner", "--port", "4001"], "a device has one"),
        (["dance"], "invalid choice: 'dance'"),
        (["scanner", "--port", "high"], "'high' is no TCP port"),
        (["scanner", "--port", "65536"], "'65536' is no TCP port"),
    ],
    ids=str,
)
def test_a_mistake_in_the_command_is_told_in_words(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lost: the way on."""
    try:
        status = main(["emulate", *arguments])
    except SystemExit as ended:  # argparse has told it
        status = int(ended.code or 0)
    assert status == 2
    assert words in capsys.readouterr().err
