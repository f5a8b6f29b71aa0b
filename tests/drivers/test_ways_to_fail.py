# SPDX-License-Identifier: GPL-3.0-or-later
"""The table "Every way to fail" of docs/drivers.md, against the drivers and the files in tests/faults.

If these fail, a driver passes for tested that nobody has ever pulled the cable of, or a test is looked for in vain.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drivers.registry import BUILT_IN

ROOT = Path(__file__).parents[2]
FAULTS = {path.stem for path in (ROOT / "tests" / "faults").glob("test_*.py")}
CHAPTER = (
    (ROOT / "docs" / "drivers.md")
    .read_text(encoding="utf-8")
    .partition("\n## Every way to fail\n")[2]
    .partition("\n## ")[0]
)

WAYS = {
    "absent": "absent_at_start",
    "idle": "unplugged_idle",
    "in use": "unplugged_in_use",
    "after use": "unplugged_after_use",
    "silent": "silent",
    "noisy": "noisy",
    "split": "split",
    "slow": "slow",
    "wrong": "wrong_answers",
    "denied": "permission_denied",
    "busy": "busy",
    "restarted": "service_restarted",
}
"""Columns of the table, and what the files of tests are called for them."""

REASONS = dict(re.findall(r"^\* (\w): (.+)$", CHAPTER, re.MULTILINE))


def table() -> list[list[str]]:
    """Return the cells of each line, the heads' first."""
    lines = [line for line in CHAPTER.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


HEAD, *ROWS = table()


def test_every_driver_has_its_line() -> None:
    """A new driver would be forgotten."""
    assert ["driver", "file", *WAYS] == HEAD
    assert sorted(row[0] for row in ROWS) == sorted(f"`{driver.interface}` `{driver.name}`" for driver in BUILT_IN)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip("`"))
def test_every_way_has_its_file_or_its_reason(row: list[str]) -> None:
    """As above."""
    prefix = row[1].strip("`")
    said = dict(zip(WAYS, row[2:], strict=True))
    assert set(said.values()) <= {"✓", *REASONS}
    assert {way for way, cell in said.items() if cell == "✓"} == {
        way for way, name in WAYS.items() if f"test_{prefix}_{name}" in FAULTS
    }


def test_every_reason_is_used() -> None:
    """What could not be tested once would never be tested."""
    assert set(REASONS) == {cell for row in ROWS for cell in row[2:]} - {"✓"}


def test_the_chapter_names_every_way_as_the_files_do() -> None:
    """Nobody would find the file."""
    assert {name for name in WAYS.values() if f"`{name}`" not in CHAPTER} == set()
