# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk emulate` as a command: if these fail, a technician who mistypes is told nothing, or finds a dead port."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.__main__ import main
from kiosk.demo.emulators import DEVICES, emulated
from printers.contract import Printed, PrintOutcome
from printers.raster import Raster
from printers.receipt.driver import open_receipt_printer
from printers.receipt.emulator import Emulator
from printers.receipt.profiles import PROFILES
from tests.kiosk.commands.emulation import HEAD, WITHIN, Emulation


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


@pytest.mark.parametrize("model", PROFILES)
def test_every_model_of_receipt_printer_takes_a_receipt(model: str) -> None:
    """Lost: an installer who tries `model` without the printer, and learns that it is another one on the day."""
    declared = emulated("receipt_printer").models[model]
    with declared.on_tcp(0) as emulator:
        assert tomllib.loads(declared.toml(emulator)) == {
            "devices": {"receipt_printer": {"driver": "escpos", "port": emulator.url, "model": model}}
        }
        asyncio.run(_prints(emulator, model))
        assert emulator.faults == []


async def _prints(emulator: Emulator, model: str) -> None:
    printer = open_receipt_printer(port=emulator.url, model=model)
    await printer.start()
    outcome = await printer.print(Raster.from_dots(np.ones((8, printer.width), np.bool_)), job="a job")
    assert outcome == PrintOutcome(Printed.PRINTED if PROFILES[model].vouches else Printed.UNKNOWN)
    await printer.close()


def test_a_printer_on_a_serial_line_writes_its_own_characters(tmp_path: Path) -> None:
    """Lost: the program ends where its first letter is drawn, and slow printers can be tried on no slow line."""
    port = tmp_path / "printer"
    with Emulation("receipt_printer", "--model", "china-58", "--link", str(port)) as emulation:
        terminal = tmp_path / "terminal.toml"
        terminal.write_text(HEAD + emulation.toml + 'text = "gb18030"\n', encoding="utf-8")
        places = ("--terminal", str(terminal), "--data", str(tmp_path / "data"))
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "device", "receipt_printer", "print", "--json", *places],
            capture_output=True,
            check=False,
            timeout=WITHIN,
        )
        assert json.loads(done.stdout)["printed"] == "printed"
        emulation.do("tear")
        assert emulation.facts["papers"] == 1
    assert not port.is_symlink()


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
        (["receipt_printer", "--model", "tm-88"], "no model 'tm-88' of receipt_printer; there is: generic-80, "),
        (["ups", "--model", "big"], "no model 'big' of ups; there is: only one, without --model"),
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
