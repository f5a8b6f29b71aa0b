# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated printer shares no code with its driver: a mistake on both sides would pass every test, on paper too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMULATORS = sorted(path for path in (ROOT / "printers").rglob("*.py") if "emulator" in path.parts)


def test_there_are_some() -> None:
    assert {path.parts[-3] for path in EMULATORS} == {"receipt", "document"}


@pytest.mark.parametrize("path", EMULATORS, ids=lambda path: str(path.relative_to(ROOT / "printers")))
def test_an_emulator_imports_nothing_of_the_driver(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            if name.startswith(("drivers.", "printers.", "kiosk.")):
                assert "emulator" in name.split("."), f"{path.name} imports {name}"
