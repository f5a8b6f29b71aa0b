# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints every paper in every variant on an emulated printer, so that people can look at all of them at once.

What is saved is what came out: the bytes of the real driver, drawn by an interpreter that shares no code with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from kiosk.demo.paper_specimens import PAPERS
from kiosk.words import Language
from printers.contract import Printed
from printers.raster import Raster
from printers.receipt.driver import open_receipt_printer
from printers.receipt.emulator import Emulator
from printers.receipt.layout import draw_receipt

ROLLS: Mapping[str, int] = {"80mm": 576, "58mm": 384}
"""Widths of paper, each with the dots of its head."""


@dataclass(frozen=True)
class Variant:
    """One paper on one roll, in one language and one size of print."""

    name: str
    roll: str
    language: Language
    large: bool

    @property
    def file(self) -> Path:
        """Return where its picture lies, such as 80mm/hans/payment.png."""
        roll = self.roll if self.large else f"{self.roll}-ordinary"
        return Path(roll, self.language, f"{self.name}.png")

    def draw(self) -> Raster:
        """Return the paper as it is sent to the printer."""
        return draw_receipt(PAPERS[self.name](self.language), ROLLS[self.roll], large=self.large)


def variants() -> Iterator[Variant]:
    """Yield every paper in large print in each language; in ordinary print (简洁) in one, as only sizes differ."""
    for roll in ROLLS:
        for name in PAPERS:
            yield from (Variant(name, roll, language, large=True) for language in get_args(Language))
            yield Variant(name, roll, "hans", large=False)


def draw(out: Path) -> list[Path]:
    """Print every variant and save it below a folder. Raises RuntimeError when the printer was told anything odd."""
    return [path for roll in ROLLS for path in asyncio.run(_on_roll(roll, out))]


async def _on_roll(roll: str, out: Path) -> list[Path]:
    pictures = []
    with Emulator(width=ROLLS[roll]) as emulator:
        printer = open_receipt_printer(port=emulator.url, width=ROLLS[roll])
        await printer.start()
        try:
            for variant in variants():
                if variant.roll != roll:
                    continue
                outcome = await printer.print(variant.draw(), job=str(variant.file))
                if outcome.printed is not Printed.PRINTED or emulator.faults:
                    raise RuntimeError(f"{variant.file}: {outcome.printed}; {'; '.join(emulator.faults)}")
                pictures.append(out / variant.file)
                pictures[-1].parent.mkdir(parents=True, exist_ok=True)
                emulator.save(pictures[-1])
        finally:
            await printer.close()
    return pictures
