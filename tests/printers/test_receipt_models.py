# SPDX-License-Identifier: GPL-3.0-or-later
"""Every model of receipt printer against one that is built as its manual says.

If these fail, the receipt of a whole make of printers does not come out, or nobody knows whether it did.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from printers.contract import ConfigurationError, DeviceState, Paper, Printed, PrintOutcome, Trouble
from printers.receipt.driver import EscposPrinter, open_receipt_printer
from printers.receipt.emulator import MAKES, Emulator
from printers.receipt.profiles import DEFAULT, PROFILES, Cutter, Dialect
from tests.faults.receipt_printer_bench import play, strip, until

DOCS = (Path(__file__).parents[2] / "docs" / "printers.md").read_text(encoding="utf-8")
READABLE = sorted(model for model, profile in PROFILES.items() if profile.dialect is not Dialect.NONE)
MUTE = sorted(PROFILES.keys() - set(READABLE))


@pytest.mark.parametrize("model", sorted(PROFILES))
def test_a_receipt_comes_out_of_every_model_dot_for_dot(model: str) -> None:
    """A command that a model does not know would be printed as letters."""
    profile = PROFILES[model]
    picture = strip(width=profile.width)

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.can_print
        outcome = await printer.print(picture, job="a job")
        assert outcome == PrintOutcome(Printed.PRINTED if profile.vouches else Printed.UNKNOWN)
        if not profile.vouches:  # nobody knows when it is done
            await until_quiet(emulator, picture.height)
        if profile.cutter is Cutter.NONE:
            emulator.tear()
        (paper,) = emulator.papers
        assert (paper[: picture.height] == picture.dots()).all()
        assert not paper[picture.height :].any()

    play(scenario, model=model)


async def until_quiet(emulator: Emulator, rows: int) -> None:
    import asyncio

    async with asyncio.timeout(15):
        while emulator.rows_out < rows:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("model", READABLE)
def test_an_empty_roll_is_seen_in_every_dialect(model: str) -> None:
    """A receipt would go into a printer without paper, and out of it with the next person's."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.paper) == (DeviceState.USER_ERROR, Paper.OUT)
        outcome = await printer.print(strip(width=printer.width), job="a job")
        assert outcome == PrintOutcome(Printed.NOT_PRINTED, Trouble.PAPER_OUT)
        emulator.load_paper()
        status = await until(printer, lambda status: status.can_print)
        assert status.paper is Paper.OK

    play(scenario, model=model, before=Emulator.paper_out)


@pytest.mark.parametrize("model", READABLE)
def test_a_roll_that_ends_in_mid_job_leaves_nothing_behind(model: str) -> None:
    """What is in the memory of a printer that cannot forget comes out with the new roll, before the next person's."""
    profile = PROFILES[model]

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_out(after_rows=150)
        outcome = await printer.print(strip(width=profile.width), job="a job")
        assert outcome.printed is Printed.UNKNOWN
        if profile.vouches:
            assert outcome.trouble is Trouble.PAPER_OUT
        await until(printer, lambda status: status.paper is Paper.OUT)
        emulator.load_paper()
        await until(printer, lambda status: status.can_print)
        emulator.tear()
        before = len(emulator.papers)
        left = sum(len(paper) for paper in emulator.papers)
        next_one = strip(seed=8, width=profile.width)
        outcome = await printer.print(next_one, job="the next job")
        assert outcome == PrintOutcome(Printed.PRINTED if profile.vouches else Printed.UNKNOWN)
        if not profile.vouches:
            await until_quiet(emulator, left + next_one.height)
        emulator.tear()
        assert len(emulator.papers) == before + 1, "a paper of its own"
        assert (emulator.papers[-1][: next_one.height] == next_one.dots()).all()

    play(scenario, model=model)


@pytest.mark.parametrize("model", MUTE)
def test_a_printer_that_tells_nothing_prints_and_nobody_claims_to_know(model: str) -> None:
    """Its paper and its state are unknown, never good; it prints all the same, and the citizen is asked."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.paper) == (DeviceState.UNKNOWN, Paper.UNKNOWN)
        assert printer.status.can_print
        assert printer.status.action is None
        outcome = await printer.print(strip(width=printer.width), job="a job")
        assert outcome == PrintOutcome(Printed.UNKNOWN, None)

    play(scenario, model=model)


@pytest.mark.parametrize("model", ["generic-58", "china-80"])
def test_near_end_of_a_printer_without_that_sensor_is_no_news(model: str) -> None:
    """Its bits float: the attendant would be sent for a new roll every day."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_low()
        outcome = await printer.print(strip(width=printer.width), job="a job")
        assert outcome.printed is Printed.PRINTED
        assert printer.status.paper is Paper.OK

    play(scenario, model=model)


@pytest.mark.parametrize("model", [DEFAULT, "custom-kiosk"])
def test_a_hot_head_waits(model: str) -> None:
    """It recovers by itself; nobody is sent to it."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.heat()
        status = await until(printer, lambda status: not status.can_print)
        assert status.trouble is Trouble.OVERHEATED
        emulator.heat(hot=False)
        await until(printer, lambda status: status.can_print)

    play(scenario, model=model)


def test_never_more_than_two_bands_lie_in_the_printers_memory() -> None:
    """With the paper gone, a printer that cannot forget would print a page of the last person's for the next."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_out(after_rows=1)
        picture = strip(rows=2000)
        assert (await printer.print(picture, job="a job")).printed is Printed.UNKNOWN
        band = 4096 // 72
        assert emulator.rows_waiting <= 3 * band

    play(scenario, model="china-80")


def test_what_was_left_by_an_earlier_run_is_parted_with() -> None:
    """After a power cut half of somebody's receipt hangs out; the next person's would hang on it."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        printer.cast_off()
        assert (await printer.print(strip(seed=8), job="a job")).printed is Printed.PRINTED
        half, whole = emulator.papers
        assert (half == strip(rows=40).dots()).all()
        assert (whole == strip(seed=8).dots()).all()

    def half_a_receipt(emulator: Emulator) -> None:
        import socket

        from printers.receipt.escpos import raster_bands

        host, port = emulator.url.removeprefix("socket://").split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"".join(raster_bands(strip(rows=40))) + b"\x1d\x72\x01")
            assert line.recv(1) == b"\x00"

    play(scenario, before=half_a_receipt)


def test_every_model_is_documented_and_has_an_emulated_one() -> None:
    """A technician looks the name up in docs/printers.md."""
    assert PROFILES.keys() == MAKES.keys()
    assert [model for model in PROFILES if f"`{model}`" not in DOCS] == []
    assert DEFAULT in PROFILES


def test_a_model_that_there_is_not_is_named() -> None:
    """The technician reads which there are."""
    with pytest.raises(ConfigurationError, match="china-58"):
        open_receipt_printer(port="/dev/ttyUSB1", model="tm-t88")
    with pytest.raises(ConfigurationError, match="VVVV:PPPP"):
        open_receipt_printer(port="usb://416:5011")


def test_the_width_is_the_models_unless_it_is_told() -> None:
    """Some printers for wide paper burn 512 dots."""
    assert open_receipt_printer(port="/dev/ttyUSB1").width == 576
    assert open_receipt_printer(port="/dev/ttyUSB1", model="china-58").width == 384
    assert open_receipt_printer(port="/dev/ttyUSB1", model="china-80", width=512).width == 512
