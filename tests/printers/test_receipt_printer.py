# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver and emulator together: if these fail, no receipt comes out of a healthy printer."""

from __future__ import annotations

import ast
import asyncio
import logging
import os
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage

from printers.contract import Action, ConfigurationError, DeviceState, Printed, PrintOutcome, Trouble
from printers.raster import Raster
from printers.receipt import emulator as emulator_package
from printers.receipt.driver import EscposPrinter, open_receipt_printer
from printers.receipt.emulator import CommandReader, Emulator
from printers.receipt.escpos import encode_job
from printers.receipt.layout import draw_receipt
from tests.faults.receipt_printer_bench import QUICK, play, strip, until
from tests.printers.samples import NUMBER, OFFLINE, ONLINE


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.usefixtures("qapp")
def test_the_paper_is_the_drawn_receipt_dot_for_dot(width: int, tmp_path: Path) -> None:
    """What the citizen takes home is what was drawn, and its code can be scanned from a picture of the paper."""

    async def scenario(emulator: Emulator) -> None:
        printer = open_receipt_printer(port=emulator.url, width=width)
        await printer.start()
        try:
            for receipt in (OFFLINE, ONLINE):
                raster = await asyncio.to_thread(draw_receipt, receipt, width)
                assert await printer.print(raster, job="a job") == PrintOutcome(Printed.PRINTED)
                assert (emulator.wait_for_paper(0) == raster.dots()).all()
        finally:
            await printer.close()

    with Emulator(width=width) as emulator:
        asyncio.run(scenario(emulator))
        assert emulator.faults == []
        assert len(emulator.papers) == 2
        emulator.save(tmp_path / "receipt.png")
    picture = QImage(str(tmp_path / "receipt.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    codes = zxingcpp.read_barcodes(np.ascontiguousarray(grey[:, : picture.width()]))
    assert [code.text for code in codes] == [NUMBER]


def test_each_change_of_status_is_told_once_and_in_order() -> None:
    """The menu follows what it is told; a lost change leaves it wrong for the day."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        heard: list[DeviceState] = []
        end = printer.subscribe(lambda status: heard.append(status.state))
        await printer.print(strip(), job="a job")
        emulator.open_cover()
        await until(printer, lambda status: status.trouble is Trouble.COVER_OPEN)
        end()
        emulator.close_cover()
        await until(printer, lambda status: status.can_print)
        assert heard == [DeviceState.BUSY, DeviceState.ONLINE, DeviceState.USER_ERROR]

    play(scenario)


def test_a_job_on_the_wire_runs_to_its_end_when_its_caller_leaves() -> None:
    """A visit that is cancelled does not tear a receipt in half."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        busy = asyncio.Event()
        end = printer.subscribe(lambda _: busy.set())
        leaving = asyncio.create_task(printer.print(strip(2_000), job="a job"))
        await busy.wait()
        end()
        leaving.cancel()
        await asyncio.wait([leaving])
        paper = await asyncio.to_thread(emulator.wait_for_paper, 5)
        assert (paper == strip(2_000).dots()).all()

    play(scenario)


def test_jobs_print_one_after_another_and_one_that_was_given_up_is_dropped() -> None:
    """Nothing of a visit that is over waits in a queue to be printed for the next person."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        first, dropped, last = (
            asyncio.create_task(printer.print(strip(seed=seed), job=f"job {seed}")) for seed in (1, 2, 3)
        )
        await asyncio.sleep(0)
        dropped.cancel()
        assert (await first).printed is Printed.PRINTED
        assert (await last).printed is Printed.PRINTED
        assert dropped.cancelled()
        assert [bool((paper == strip(seed=3).dots()).all()) for paper in emulator.papers] == [False, True]

    play(scenario)


def test_a_closed_printer_prints_nothing_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    """A late job must not hang the engine at its end."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        await printer.print(strip(), job="T-0001")
        await printer.close()
        assert await printer.print(strip(), job="T-0002") == PrintOutcome(Printed.NOT_PRINTED, Trouble.CLOSED)
        assert len(emulator.papers) == 1

    caplog.set_level(logging.INFO)
    play(scenario)
    assert "receipt T-0001: printed" in caplog.messages


def test_a_picture_of_another_width_is_our_own_mistake() -> None:
    """It would print sheared."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        with pytest.raises(ValueError, match="576"):
            await printer.print(Raster(384, bytes(48)), job="a job")

    play(scenario)


@pytest.mark.parametrize(
    ("driver", "width", "named"), [("lpr", 576, "lpr"), ("escpos", 570, "570"), ("escpos", 2048, "2048")]
)
def test_a_wrong_setting_is_named(driver: str, width: int, named: str) -> None:
    """The technician reads what to change in terminal.toml."""
    with pytest.raises(ConfigurationError, match=named) as wrong:
        open_receipt_printer(driver=driver, port="/dev/ttyUSB1", width=width)
    assert wrong.value.action is Action.CONFIGURATION


def test_a_slow_line_is_waited_for() -> None:
    """At 9600 baud a receipt takes a minute and a half: it would count as lost, and the citizen be asked each time."""
    for port in ("/dev/ttyUSB1", "socket://127.0.0.1:9100"):
        printer = open_receipt_printer(port=port, baud=9600)
        assert isinstance(printer, EscposPrinter)
        assert printer._bytes_per_second < 960
        assert EscposPrinter(port, width=576)._bytes_per_second >= 10_000


@contextmanager
def _serial_line(emulator: Emulator) -> Iterator[str]:
    """Lay a serial line to the emulator: a pseudo-terminal whose other end is copied to its socket and back."""
    import socket

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    host, port = emulator.url.removeprefix("socket://").split(":")
    hung_up, hang_up = os.pipe()
    with socket.create_connection((host, int(port))) as far:

        def copy() -> None:
            ends: list[int | socket.socket] = [ours, far, hung_up]
            while True:
                ready, _, _ = select.select(ends, [], [])
                if hung_up in ready:
                    return
                if ours in ready:
                    far.sendall(os.read(ours, 4096))
                if far in ready:
                    os.write(ours, far.recv(4096))

        thread = threading.Thread(target=copy)
        thread.start()
        try:
            yield os.ttyname(theirs)
        finally:
            os.write(hang_up, b"x")
            thread.join()
            for end in (ours, theirs, hung_up, hang_up):
                os.close(end)


def test_a_serial_printer_prints_and_its_loss_is_noticed() -> None:
    """Most kiosks carry the printer on a USB serial line, which breaks in other ways than a socket."""

    async def scenario(emulator: Emulator) -> None:
        with _serial_line(emulator) as port:
            printer = EscposPrinter(port, width=576, timing=QUICK)
            await printer.start()
            assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED
        try:
            gone = await until(printer, lambda status: not status.can_print)
            assert gone.state is DeviceState.NO_DEVICE
        finally:
            await printer.close()

    with Emulator() as emulator:
        asyncio.run(scenario(emulator))
        assert emulator.faults == []
        assert len(emulator.papers) == 1


def test_the_emulator_understands_a_job_that_arrives_byte_by_byte() -> None:
    """The judge of our byte stream must not be lenient or stricter by chance of packet sizes."""
    job = b"".join(encode_job(strip(100)))
    faults: list[str] = []
    reader = CommandReader(faults)
    whole = list(CommandReader(faults).feed(job))
    split = [command for byte in job for command in reader.feed(bytes((byte,)))]
    assert split == whole
    assert b"".join(split) == job
    assert faults == []


@pytest.mark.parametrize(
    "rubbish", [b"hello", b"\x1b\x21\x00", b"\x1d\x76\x31\x00\x01\x00\x01\x00\xff", b"\x1d\x56\x09"]
)
def test_the_emulator_reports_what_a_printer_would_print_as_letters(rubbish: bytes) -> None:
    """Otherwise a driver that sends rubbish passes its tests."""
    faults: list[str] = []
    assert list(CommandReader(faults).feed(rubbish + b"\x1b\x40"))[-1:] == [b"\x1b\x40"]
    assert faults


@pytest.mark.parametrize("path", sorted(Path(emulator_package.__path__[0]).glob("*.py")), ids=lambda path: path.stem)
def test_the_emulator_shares_no_code_with_the_driver(path: Path) -> None:
    """A mistake made once would be made on both sides and never be seen."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    ours = [name for name in imported if name.startswith("printers")]
    assert [name for name in ours if not name.startswith("printers.receipt.emulator.")] == []
