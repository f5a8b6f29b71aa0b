# SPDX-License-Identifier: GPL-3.0-or-later
import subprocess
import sys

_PROGRAM = """
import sys, drivers.registry
print(*(name for name in sys.modules if name.startswith("drivers")))
"""


def test_the_drivers_load_no_emulator() -> None:
    """The terminal build, which leaves emulators and invented people out, would not start."""
    loaded = subprocess.run([sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True).stdout.split()
    assert "drivers.id_reader.sdt" in loaded
    assert not [name for name in loaded if name.rpartition(".")[2] in {"emulator", "invented"}]


def test_the_emulator_shares_no_code_with_the_driver() -> None:
    """A mistake in the frames would be made twice, and no test would see it."""
    program = _PROGRAM.replace("drivers.registry", "drivers.id_reader.emulator as e; import ast, inspect")
    program += "print(*(n.module for n in ast.walk(ast.parse(inspect.getsource(e))) if isinstance(n, ast.ImportFrom)))"
    imported = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert [name for name in imported.splitlines()[-1].split() if name.startswith("drivers")] == ["drivers.emulator"]
