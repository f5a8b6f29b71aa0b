# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, whoever mends a terminal cannot tell a broken device from a loose cable."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.__main__ import main
from kiosk.commands import device as command
from kiosk.demo.stage import Stage


class Application:
    """In the place of the command's own application: one process has only one, and the tests have it already."""

    def __init__(self, _arguments: list[str]) -> None:
        assert QGuiApplication.instance() is not None

    def shutdown(self) -> None:
        pass


class Bench:
    """A terminal that is switched off, its devices on their wires."""

    def __init__(self, stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
        self.stage = stage
        self._capsys = capsys

    def run(self, name: str, action: str, *options: str) -> int:
        data = str(self.stage.places.state.parent)
        return main(["device", name, action, "--terminal", str(self.stage.terminal_file), "--data", data, *options])

    def json(self, name: str, action: str) -> tuple[int, dict[str, Any]]:
        status = self.run(name, action, "--json")
        return status, json.loads(self._capsys.readouterr().out)

    def said(self) -> tuple[str, str]:
        return self._capsys.readouterr()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def bench(
    stage: Stage,
    qapp: QGuiApplication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    monkeypatch.setattr(command, "QGuiApplication", Application)
    yield Bench(stage, capsys)
    stage.reader.lift()


def test_status_of_a_well_reader(bench: Bench) -> None:
    """State, and nothing to do; the serial number when the reader has told it already."""
    status, content = bench.json("id_reader", "status")
    assert status == 0
    assert (content["ok"], content["state"], content["action"]) == (True, "online", None)
    assert content["serial"] in {None, "05.01-20232202-0000001234-0000005678"}


def test_status_of_a_well_printer(bench: Bench) -> None:
    """As above, with its paper."""
    status, content = bench.json("receipt_printer", "status")
    assert status == 0
    assert content == {
        "state": "online",
        "action": None,
        "ok": True,
        "paper": "ok",
        "trouble": None,
        "width_dots": 576,
    }


def test_status_for_people_is_one_line_each(bench: Bench) -> None:
    """Read out on the telephone."""
    assert bench.run("receipt_printer", "status") == 0
    assert bench.said()[0].splitlines()[:3] == ["state: online", "action:", "ok: True"]


def test_an_absent_reader_is_status_1_and_says_what_clears_it(bench: Bench) -> None:
    """A script must see it, and a person must know that a cable is meant."""
    bench.stage.reader.unplug()
    try:
        status, content = bench.json("id_reader", "status")
        assert bench.run("id_reader", "read", "--json") == 1
        read = json.loads(bench.said()[0])
    finally:
        bench.stage.reader.plug()
    assert status == 1
    assert (content["ok"], content["state"], content["action"]) == (False, "no_device", "maintenance")
    assert read == {"ok": False, "error": "ReaderAbsent", "action": "maintenance"}


def test_an_absent_printer_is_status_1(bench: Bench) -> None:
    """As above."""
    bench.stage.printer.unplug()
    try:
        status, content = bench.json("receipt_printer", "status")
        printed, outcome = bench.json("receipt_printer", "print")
    finally:
        bench.stage.printer.plug()
    assert (status, printed) == (1, 1)
    assert (content["ok"], content["trouble"], content["action"]) == (False, "absent", "maintenance")
    assert outcome == {"ok": False, "printed": "not_printed", "trouble": "absent", "action": "maintenance"}


def test_reading_a_card_shows_that_it_works_and_nobody(bench: Bench) -> None:
    """Technicians try their own card, and others look on."""
    bench.stage.reader.insert(LIN_ZHIYUAN)
    assert bench.run("id_reader", "read", "--json") == 0
    out, err = bench.said()
    assert json.loads(out) == {
        "ok": True,
        "kind": "resident",
        "name": "林**",
        "number": "4452**********0010",
        "valid_to": "2038-09-10",
        "photo_bytes": 1024,
        "newest_address": "none",
    }
    assert "lay a card on the reader" in err
    for person in (LIN_ZHIYUAN.name, LIN_ZHIYUAN.number, LIN_ZHIYUAN.birth, LIN_ZHIYUAN.address):
        assert person not in out + err


def test_no_card_is_status_1(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends by itself."""
    monkeypatch.setattr(command, "READ_WITHIN", 0.2)
    status, content = bench.json("id_reader", "read")
    assert status == 1
    assert content == {"ok": False, "error": "TimedOut", "action": None}


def test_printing_puts_a_sample_on_paper(bench: Bench) -> None:
    """Rare characters, frame and code at once; a printer that answers and prints nothing is found only so."""
    before = len(bench.stage.printer.papers)
    status, content = bench.json("receipt_printer", "print")
    assert status == 0
    assert content == {"ok": True, "printed": "printed", "trouble": None, "action": None}
    assert len(bench.stage.printer.papers) == before + 1
    assert bench.stage.printer.faults == []


def test_a_printer_in_trouble_is_status_1_and_named(bench: Bench) -> None:
    """Cover, not cable."""
    bench.stage.printer.open_cover()
    try:
        status, content = bench.json("receipt_printer", "print")
    finally:
        bench.stage.printer.close_cover()
    assert status == 1
    assert content == {"ok": False, "printed": "not_printed", "trouble": "cover_open", "action": "clear"}


@pytest.mark.parametrize(
    ("name", "action", "words"),
    [
        ("signature", "status", "terminal.toml has no device 'signature'; it has: id_reader, "),
        ("id_reader", "print", "id_reader prints nothing; `kiosk device id_reader read` reads"),
        ("receipt_printer", "read", "receipt_printer prints; `kiosk device receipt_printer print` puts a sample"),
    ],
)
def test_a_mistake_is_told_in_words(bench: Bench, name: str, action: str, words: str) -> None:
    """Status 2 and the way on."""
    assert bench.run(name, action) == 2
    assert words in bench.said()[1]


def test_a_terminal_without_devices_says_so(bench: Bench) -> None:
    """An empty list would look like a mistake of the command."""
    file = bench.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.partition("[devices.id_reader]")[0], encoding="utf-8")
    try:
        assert bench.run("id_reader", "status") == 2
    finally:
        file.write_text(before, encoding="utf-8")
    assert "it has: none" in bench.said()[1]


def test_a_malformed_file_is_told_with_its_line(bench: Bench) -> None:
    """As for every command."""
    file = bench.stage.terminal_file
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace('driver = "sdt"', 'driver = "sdk"'), encoding="utf-8")
    try:
        assert bench.run("id_reader", "status") == 2
    finally:
        file.write_text(before, encoding="utf-8")
    assert 'line 11: devices.id_reader.driver must be "sdt"' in bench.said()[1]


def test_the_command_works_in_a_process_of_its_own(stage: Stage) -> None:
    """Text on paper needs an application, which a command has to make for itself."""
    before = len(stage.printer.papers)
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "device", "receipt_printer", "print", "--terminal", str(stage.terminal_file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "printed: printed" in done.stdout
    assert len(stage.printer.papers) == before + 1
