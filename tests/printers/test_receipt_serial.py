# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on a serial line, as half of them are: through pyserial and a real terminal of the kernel's.

If these fail, what a pulled cable does on a network is known, and on a serial line nobody knows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from printers.contract import DeviceState, Printed, PrintOutcome, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


@pytest.mark.parametrize("model", ["generic-80", "china-58", "ep-360", "custom-kiosk"])
def test_a_receipt_comes_out_dot_for_dot(model: str, tmp_path: Path) -> None:
    """Terminals turn bytes around of their own accord: line ends, XON and XOFF, the eighth bit."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        picture = strip(width=printer.width)
        assert (await printer.print(picture, job="a job")).trouble is None
        rows = 0
        while rows < picture.height:  # a model without a fence says nothing of its end
            rows = emulator.rows_out
        emulator.tear()
        (paper,) = emulator.papers
        assert (paper[: picture.height] == picture.dots()).all()

    play(scenario, model=model, link=tmp_path / "printer")


def test_the_cable_is_pulled_while_idle_and_in_mid_job(tmp_path: Path) -> None:
    """A USB adapter that is pulled takes its device file along."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.unplug()
        gone = await until(printer, lambda status: not status.can_print)
        assert gone.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(printer, lambda status: status.can_print)

        emulator.unplug_after(5_000)
        outcome = await printer.print(strip(), job="a job")
        assert outcome in {PrintOutcome(Printed.UNKNOWN, trouble) for trouble in (Trouble.LOST, Trouble.ABSENT)}
        emulator.plug()
        await until(printer, lambda status: status.can_print)
        assert await printer.print(strip(seed=8), job="the next job") == PrintOutcome(Printed.PRINTED)
        assert (emulator.papers[-1] == strip(seed=8).dots()).all()

    play(scenario, link=tmp_path / "printer")


def test_a_link_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """`kiosk emulate --link` into a folder that there is not."""
    with pytest.raises(FileNotFoundError):
        Emulator(link=tmp_path / "nowhere" / "printer").start()
