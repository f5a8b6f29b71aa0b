# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, what a technician repaired is tried minutes later, or the technician's word ends a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.nudge import nudge_terminal
from kiosk.only_one import only_one, who_is
from kiosk.places import Places

TERMINAL = """
import asyncio, sys
from pathlib import Path
from kiosk.nudge import ignore_nudges, nudges
from kiosk.only_one import only_one
from kiosk.places import Places

async def serve():
    told = asyncio.Event()
    with nudges(told.set):
        print("serves", flush=True)
        await told.wait()

ignore_nudges()
with only_one(Places.of(Path(sys.argv[1])), "engine"):
    print("starts", flush=True)
    sys.stdin.readline()
    asyncio.run(serve())
    print("was told", flush=True)
    sys.stdin.readline()
print("ends", flush=True)
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places.of(tmp_path)
    places.prepare()
    return places


def test_a_nudge_reaches_the_running_terminal_and_never_ends_it(places: Places, tmp_path: Path) -> None:
    """One that came in the moment of a start, or of the end, would be the end of the terminal."""
    command = [sys.executable, "-c", TERMINAL, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as terminal:
        assert terminal.stdin is not None
        assert terminal.stdout is not None

        def says(line: str) -> None:
            assert terminal.stdout is not None
            assert terminal.stdout.readline().strip() == line

        says("starts")
        assert nudge_terminal(places)
        terminal.stdin.write("\n")
        says("serves")
        assert main(["queue", "send", "--data", str(tmp_path)]) == 0
        says("was told")
        assert nudge_terminal(places)
        terminal.stdin.write("\n")
        says("ends")
    assert terminal.returncode == 0
    assert not nudge_terminal(places)


def test_without_a_running_terminal_it_is_told(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A technician would drive home, and nothing was tried."""
    assert main(["queue", "send", "--data", str(tmp_path)]) == 2
    assert f"no terminal runs with {places.run}" in capsys.readouterr().err


def test_only_the_holder_of_the_lock_is_the_terminal(places: Places) -> None:
    """The lock's file stays when its terminal has ended, and its number may be another process's by then."""
    with only_one(places, "ui"):
        assert who_is(places, "engine") is None
    assert who_is(places, "ui") is None
    assert who_is(places, "ui", Path("/nonexistent")) is None
