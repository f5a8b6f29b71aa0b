# SPDX-License-Identifier: GPL-3.0-or-later
"""The chapter "Writing another driver" of docs/drivers.md, done as it says.

If these fail, the first thing that another firm's engineer tries does not work.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acme_radar import FILES, install, plugged_in, settings
from tests.device_command import Terminal

ROOT = Path(__file__).parents[2]
RUFF = Path(sys.executable).parent / "ruff"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A terminal's folder with the package in its place."""
    install(tmp_path)
    (tmp_path / "test_acme_radar.py").write_text(FILES["test_acme_radar.py"], encoding="utf-8")
    return tmp_path


@pytest.fixture
def radar(data: Path) -> Iterator[Any]:
    with plugged_in(data / "radar") as radar:
        yield radar


def terminal(data: Path) -> Terminal:
    return Terminal(data, settings(data / "radar"))


def test_the_chapter_shows_all_its_files() -> None:
    """The tests below would look at nothing."""
    package = {f"acme_radar/{name}.py" for name in ("__init__", "protocol", "sensor")}
    assert set(FILES) == package | {"test_acme_radar.py", "terminal.toml"}


def test_its_tests_pass(data: Path) -> None:
    """The example would be wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", data, "test_acme_radar.py"],
        cwd=data,
        env=os.environ | {"PYTHONPATH": f"{data / 'drivers'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 passed" in done.stdout


def test_its_code_is_well_formed(data: Path) -> None:
    """People write as the example is written."""
    config = str(ROOT / "pyproject.toml")
    done = subprocess.run(
        [RUFF, "format", "--check", "--config", config, data], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    rules = ["--config", config, "--ignore", "D,INP,N818,PLR2004"]
    done = subprocess.run(
        [RUFF, "check", *rules, data / "drivers"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout


def test_its_types_are_right(data: Path) -> None:
    """An engineer who checks types would begin with errors that are ours."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", data / "cache", "-p", "acme_radar"],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(data / "drivers")},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout


def test_the_terminal_reads_it(data: Path, radar: Any) -> None:
    """No other firm's driver could be tried at a terminal."""
    radar.near = True
    done = terminal(data).kiosk("device", "presence", "read", "--json")
    assert done.status == 0, done.err
    read = json.loads(done.out)
    assert (read["ok"], read["presence"]) == (True, "near")


def test_what_is_on_its_wire_is_recorded(data: Path, radar: Any) -> None:
    """Another firm's driver could not be helped from afar."""
    done = terminal(data).kiosk("device", "presence", "status", "--capture", data / "wire.txt")
    assert done.status == 0, done.err
    wire = (data / "wire.txt").read_text(encoding="ascii")
    assert "driver presence acme_radar\n" in wire
    assert re.search(r"^\S+ open serial\n\S+ > 50\n\S+ < 00 ff\n", wire, re.MULTILINE)


def test_a_package_that_others_may_write_is_told(data: Path) -> None:
    """The technician would look for a broken radar."""
    (data / "drivers" / "acme_radar" / "sensor.py").chmod(0o666)
    done = terminal(data).kiosk("device", "presence", "status", "--json")
    assert done.status == 2
    assert "acme_radar/sensor.py can be written by others; chmod go-w" in done.err
    examined = json.loads(terminal(data).kiosk("doctor", "--json").out)
    (finding,) = [finding for finding in examined["findings"] if finding["part"] == "presence"]
    assert finding["verdict"] == "degraded"
    assert "chmod go-w" in finding["found"]
    assert "docs/drivers.md" in finding["do"]
