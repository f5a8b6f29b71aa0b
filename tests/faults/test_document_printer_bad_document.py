# SPDX-License-Identifier: GPL-3.0-or-later
"""A document that a document printer cannot print."""

from __future__ import annotations

from printers.contract import Printed, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import document, driver, run


def test_the_printer_gives_it_up() -> None:
    """The screen would say that the paper is there."""

    async def test() -> None:
        with Emulator() as there:
            async with driver(there.url) as printer:
                outcome = await printer.print(b"%PDF-1.7 and nothing behind it", job="1")
                assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.UNSUITABLE)
                assert (await printer.print(document(), job="2")).printed is Printed.PRINTED

    run(test)


def test_it_cannot_be_drawn_for_a_printer_of_pictures() -> None:
    """A damaged document would take the terminal along."""

    async def test() -> None:
        with Emulator(formats=("image/pwg-raster",)) as there:
            async with driver(there.url) as printer:
                outcome = await printer.print(b"%PDF-1.7 and nothing behind it", job="1")
                assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.UNSUITABLE)
                assert (await printer.print(document(2), job="2", copies=2)).printed is Printed.PRINTED
            assert len(there.sheets) == 4
            assert there.faults == []

    run(test)


def test_a_printer_that_takes_nothing_of_ours() -> None:
    """A technician would look for a broken cable."""

    async def test() -> None:
        with Emulator(formats=("image/urf",)) as there:
            async with driver(there.url) as printer:
                assert printer.status.trouble is Trouble.UNSUITABLE
                assert (await printer.print(document(), job="1")).printed is Printed.NOT_PRINTED

    run(test)
