# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.registry import BUILT_IN

ROOT = Path(__file__).parents[2]
_LEFT_OUT = {"emulator", "invented"}
_SHARED = {"drivers.emulator"}
"""Wires and cables, which know no protocol."""
_SOURCES = {ROOT / "drivers/camera/emulator" / name for name in ("pictures.py", "reels.py")}
"""Pictures on file are at no other end of a wire: they are a source of the camera driver itself."""

EMULATORS = sorted(
    path
    for path in (ROOT / "drivers").rglob("*.py")
    if _LEFT_OUT & set(path.with_suffix("").parts) and path not in _SOURCES
)


def test_the_drivers_load_no_emulator() -> None:
    """The terminal build, which leaves emulators and invented people out, would not start."""
    ours = {driver.opens.partition(":")[0] for driver in BUILT_IN}
    ours = {module for module in ours if not _LEFT_OUT & set(module.split("."))}
    program = f"import importlib, sys; [importlib.import_module(name) for name in {sorted(ours)}]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = done.stdout.split()
    assert "drivers.id_reader.sdt" in loaded
    assert [name for name in loaded if name.startswith("drivers.") and _LEFT_OUT & set(name.split("."))] == []


@pytest.mark.parametrize("path", EMULATORS, ids=lambda path: str(path.relative_to(ROOT / "drivers")))
def test_an_emulator_shares_no_code_with_its_driver(path: Path) -> None:
    """A mistake that both sides share passes every test, and no real reader understands the terminal."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            if name.startswith(("drivers.", "printers.", "kiosk.")):
                assert name in _SHARED or _LEFT_OUT & set(name.split(".")), f"{path.name} imports {name}"
