# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician records a person without knowing it, or believes in a record that is not there."""

import stat
import threading
from pathlib import Path

import pytest

from drivers.capture.emulator.parser import What, read_capture
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.commands import device
from printers.receipt.emulator import Emulator as PrinterEmulator
from tests.device_command import Terminal

DEVICES = """\
[devices.id_reader]
driver = "sdt"
port = "{port}"

[devices.receipt_printer]
driver = "escpos"
port = "socket://127.0.0.1:9"
"""


def terminal(folder: Path, port: str) -> Terminal:
    return Terminal(folder, DEVICES.format(port=port))


def test_a_reading_is_recorded_and_the_technician_warned(tmp_path: Path) -> None:
    """As above."""
    file = tmp_path / "wire.txt"
    with Emulator.on_tcp() as reader:
        reader.insert(LIN_ZHIYUAN)
        done = terminal(tmp_path, reader.url).kiosk("device", "id_reader", "read", "--json", "--capture", file)
    assert done.status == 0
    assert f"{file} will hold in the clear whatever is on the wire: use invented cards, or your own" in done.err
    assert LIN_ZHIYUAN.name not in done.out + done.err
    capture = read_capture(file)
    assert f"{file}: {len([record for record in capture.records if record.data])} records" in done.err
    assert (capture.driver, capture.kinds) == ("id_reader sdt", frozenset({"tcp"}))
    assert LIN_ZHIYUAN.text() in capture.said(What.RECEIVED)
    assert [record.what for record in capture.records].count(What.COMMAND) == 1
    assert capture.records[-1].what is What.CLOSE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_recorded_unasked(tmp_path: Path) -> None:
    """Cards would pile up on a terminal's disk."""
    before = set(tmp_path.iterdir())
    with Emulator.on_tcp() as reader:
        reader.insert(LIN_ZHIYUAN)
        assert terminal(tmp_path, reader.url).kiosk("device", "id_reader", "read").status == 0
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"etc"}


def test_a_lost_line_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The capture of a loose cable would not show it."""
    monkeypatch.setattr(device, "READ_WITHIN", 5.0)
    file = tmp_path / "wire.txt"
    with Emulator.on_pty(tmp_path / "reader") as reader:
        reader.insert(LIN_ZHIYUAN)
        reader.ignore(b"\x30\x01")  # the card is found, and is never told

        def pull(command: bytes) -> None:
            reader.wait_for(command)
            reader.unplug()

        hand = threading.Thread(target=pull, args=(b"\x30\x01",))
        hand.start()
        done = terminal(tmp_path, reader.url).kiosk("device", "id_reader", "read", "--capture", file)
        hand.join()
    assert done.status == 1
    assert What.LOST in {record.what for record in read_capture(file).records}


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """The record of a fault that does not come again would be gone."""
    file = tmp_path / "wire.txt"
    file.write_text("precious", encoding="utf-8")
    done = terminal(tmp_path, "/dev/no-such-reader").kiosk("device", "id_reader", "status", "--capture", file)
    assert done.status == 2
    assert f"{file} is there already; a capture overwrites nothing" in done.err
    assert file.read_text(encoding="utf-8") == "precious"


def test_a_file_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    """A traceback instead of a word on the folder."""
    file = tmp_path / "no folder" / "wire.txt"
    done = terminal(tmp_path, "/dev/no-such-reader").kiosk("device", "id_reader", "status", "--capture", file)
    assert done.status == 2
    assert f"{file}: No such file or directory" in done.err


def test_an_empty_record_is_told(tmp_path: Path) -> None:
    """The technician would send in a file with nothing in it."""
    file = tmp_path / "wire.txt"
    done = terminal(tmp_path, "/dev/no-such-reader").kiosk("device", "id_reader", "status", "--capture", file)
    assert done.status == 1
    assert f"{file} holds nothing: nothing came or went on a wire that can be recorded" in done.err


def test_a_receipt_printer_is_recorded(tmp_path: Path, qapp: object) -> None:
    """The first thing to look at when a make of printer answers otherwise than its manual says."""
    file = tmp_path / "wire.txt"
    with PrinterEmulator() as printer:
        devices = DEVICES.format(port="/dev/x").replace("socket://127.0.0.1:9", printer.url)
        done = Terminal(tmp_path, devices).kiosk("device", "receipt_printer", "status", "--json", "--capture", file)
    assert done.status == 0
    capture = read_capture(file)
    assert (capture.driver, capture.kinds) == ("receipt_printer escpos", frozenset({"tcp"}))
    assert capture.said(What.SENT).startswith(bytes.fromhex("100401 100402 100403 100404"))
    assert capture.said(What.RECEIVED).startswith(bytes.fromhex("12 12 12 12"))
    assert capture.records[-1].what is What.CLOSE
