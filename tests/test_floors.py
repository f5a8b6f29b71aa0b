# SPDX-License-Identifier: GPL-3.0-or-later
"""The floors of the house: who may import whom, as the contracts in pyproject.toml say."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = CONFIGURATION["tool"]["importlinter"]["root_packages"]
LINTER = Path(sysconfig.get_path("scripts"), "lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter on the packages of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_contracts_are_kept() -> None:
    """Lost: the ui reaches a device, a driver knows the visit, or the terminal needs the demo to start."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_is_under_the_contracts() -> None:
    """Lost: a module in a folder without __init__.py, or in a package of its own, is checked by nobody."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    for package in PACKAGES:
        files = {path.relative_to(ROOT).with_suffix("") for path in (ROOT / package).rglob("*.py")}
        modules = {".".join(path.parts).removesuffix(".__init__") for path in files}
        assert modules - graph.modules == set()
    others = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[a-z]*/**/*.py")} - set(PACKAGES)
    assert others <= {"tests", "build", "dist", "out"}


def test_the_wheel_and_the_checker_know_every_package() -> None:
    """Lost: a new package is linted but neither installed nor type-checked."""
    tool = CONFIGURATION["tool"]
    assert set(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)
    assert set(tool["mypy"]["files"]) == {*PACKAGES, "tests"}


def test_what_is_imported_is_declared() -> None:
    """Lost: an import that works only because another package happens to bring it, and breaks when that one changes."""
    graph = grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)
    imported = {name for name in graph.modules if graph.is_module_squashed(name)} - sys.stdlib_module_names
    project = CONFIGURATION["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["platform"]]
    declared = {canonical(re.split(r"[<>=; ]", line)[0]) for line in lines}
    distributions = importlib.metadata.packages_distributions()
    brought_by = {name: {canonical(each) for each in distributions[name]} for name in imported}
    assert {name for name, by in brought_by.items() if not by & declared} == set()


def canonical(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("floors")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return folder


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("drivers/extra.py", "kiosk.words"),
        ("drivers/extra.py", "printers"),
        ("printers/extra.py", "offline_cache"),
        ("offline_cache/extra.py", "PySide6.QtCore"),
        ("assets/extra.py", "drivers"),
        ("drivers/extra.py", "ui"),
        ("ui/extra.py", "offline_cache"),
        ("kiosk/steps/extra.py", "ui"),
        ("kiosk/steps/extra.py", "kiosk.app"),
        ("kiosk/steps/extra.py", "PySide6.QtGui"),
        ("kiosk/extra.py", "kiosk.demo"),
        ("kiosk/app.py", "kiosk.demo"),
        ("kiosk/province/extra.py", "kiosk.province.reference"),
        ("kiosk/commands/run.py", "drivers.id_reader.emulator"),
        ("kiosk/province/extra.py", "sqlalchemy"),
    ],
)
def test_a_breach_is_seen(copy: Path, module: str, forbidden: str) -> None:
    """Lost: a contract that looks right and forbids nothing."""
    path = copy / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\nimport {forbidden}\n", encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert done.returncode == 1
    assert "BROKEN" in done.stdout, done.stdout + done.stderr
