# SPDX-License-Identifier: GPL-3.0-or-later
"""A second terminal in the folders of one that runs: if this fails, the first one's screen goes blank for good."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kiosk.demo.stage import Stage
from kiosk.supervisor import kiosk_command
from kiosk.visit.screens import Guide, Home
from tests.citizen import Citizen


@pytest.mark.parametrize("part", [(), ("--only", "engine")])
def test_the_second_ends_and_says_why_and_the_first_serves_on(tmp_path: Path, part: tuple[str, ...]) -> None:
    """The citizen would lose the visit, and a screen that is started again would never find its engine."""
    with Stage(tmp_path) as stage:
        engine = stage.start_engine()
        citizen = Citizen(stage.places.socket)
        citizen.expect(Home)
        arguments = ("--terminal", str(stage.terminal_file), "--data", str(stage.places.state.parent))
        second = subprocess.run(
            kiosk_command("run", *part, *arguments),
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1
        assert f"a terminal runs already with {stage.places.run}" in second.stderr
        citizen.press("OPEN", "report-12345")
        citizen.expect(Guide)
        citizen.close()
        restarted = Citizen(stage.places.socket)
        restarted.expect(Guide)
        restarted.close()
        assert engine.poll() is None
