# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/printers.md that tell how a printer fails, against the files in tests/faults and tests/visits.

If these fail, a fault passes for tested that nobody has played, or a test is looked for in vain.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from printers.contract import Trouble
from tests.visits.receipt_troubles import TROUBLES
from tests.visits.test_document_printer_trouble import TROUBLES as DOCUMENT_TROUBLES
from tests.visits.test_printer_power_cut import CUTS

ROOT = Path(__file__).parents[2]
CHAPTERS = {
    "receipt_printer": "\n## How it fails, and what is tested\n",
    "document_printer": "\n## How a document printer fails, and what is tested\n",
}
HEAD = ["what happens", "the job", "the citizen", "the technician reads", "driver", "visit"]
ASKED_FOR = {
    "no printer",
    "cover open",
    "paper near its end",
    "paper out before",
    "paper out in mid-job",
    "cutter jam",
    "silent",
    "hangs up",
    "garbage for an answer",
    "slow line, 960 bytes/s",
    "USB pulled",
    "power cut between commit and print",
    "power cut between print and mark",
}
"""What a receipt printer has to survive in a whole visit."""


def table(printer: str) -> list[list[str]]:
    """Return the cells of each line, the heads' first."""
    text = (ROOT / "docs" / "printers.md").read_text(encoding="utf-8")
    chapter = text.partition(CHAPTERS[printer])[2].partition("\n## ")[0]
    lines = [line for line in chapter.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def named(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


def played(printer: str, visit: str) -> set[str]:
    """Return the faults whose visits are in one file."""
    return {row[0] for row in table(printer)[1:] if visit in named(row[5])}


@pytest.mark.parametrize("printer", CHAPTERS)
def test_every_file_has_its_line_and_every_line_its_file(printer: str) -> None:
    """A fault that was tested once would be forgotten, or one that never was would be believed."""
    head, *rows = table(printer)
    assert head == HEAD
    files = {path.stem.removeprefix(f"test_{printer}_") for path in (ROOT / "tests/faults").glob(f"test_{printer}_*")}
    assert set().union(*(named(row[4]) for row in rows)) == files
    assert all(named(row[4]) for row in rows)
    visits = {path.stem.removeprefix("test_") for path in (ROOT / "tests/visits").glob("test_*")}
    assert set().union(*(named(row[5]) for row in rows)) <= visits


@pytest.mark.parametrize("printer", CHAPTERS)
def test_the_technician_reads_words_of_the_driver(printer: str) -> None:
    """Whoever looks a word up would not find it."""
    settings = {"port", "url"}
    words = set().union(*(named(row[3]) for row in table(printer)[1:]))
    assert words - settings <= {trouble.value for trouble in Trouble}


def test_every_fault_of_a_receipt_printer_is_played_as_a_visit() -> None:
    """The driver would be right, and the visit hang all the same."""
    assert {row[0] for row in table("receipt_printer")[1:] if row[5]} >= ASKED_FOR
    assert played("receipt_printer", "printer_trouble") == {trouble.fault for trouble in TROUBLES}
    assert played("receipt_printer", "printer_power_cut") == {f"power cut {cut.name}" for cut in CUTS}


def test_every_fault_of_a_document_printer_is_played_as_a_visit() -> None:
    """As above."""
    assert played("document_printer", "document_printer_trouble") == {trouble.fault for trouble in DOCUMENT_TROUBLES}
