# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that stand at an event node: emulated in one process, asked by `kiosk device` in another, beneath umockdev.

If these fail, no signature pad and no scanner that types can be tried without hardware.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.emulator.umockdev import is_installed
from kiosk.demo.emulators import DEVICES, emulated
from tests.kiosk.commands.emulated_lines import STEPS
from tests.kiosk.commands.emulation import HEAD, WITHIN, Emulation

ONLINE = {"ok": True, "state": "online", "action": None}
GONE = {"ok": False, "state": "no_device", "action": "maintenance"}
MISCONFIGURED = {"ok": False, "state": "offline", "action": "configuration"}

NAMES = ("signature", "keyboard_scanner")


class Desk:
    """An emulated device, and a technician who asks for it."""

    def __init__(self, folder: Path, emulation: Emulation) -> None:
        self.do, self.emulation = emulation.do, emulation
        self._file = folder / "terminal.toml"
        self._file.write_text(HEAD + emulation.toml, encoding="utf-8")
        self._section = emulation.toml.partition("]")[0].removeprefix("[devices.")

    def status(self) -> dict[str, Any]:
        content = self._answer(self._ask("status"))
        return {name: content[name] for name in ONLINE}

    def read(self, line: str = "", *, again: float = 3.0) -> dict[str, Any]:
        """Return what is read while somebody gives this line, again and again: what came before is nobody's."""
        process = self._ask("read")
        until = time.monotonic() + WITHIN
        while line and process.poll() is None:
            assert time.monotonic() < until, "the reading does not end"
            if self.emulation.facts["grabbed"]:
                self.do(line)
            try:
                process.wait(again)
            except subprocess.TimeoutExpired:
                continue
        return self._answer(process)

    def _ask(self, action: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "kiosk", "device", self._section, action, "--json", "--terminal", str(self._file)],
            env=os.environ | self.emulation.greeting["environment"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _answer(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        out, said = process.communicate(timeout=WITHIN)
        content: dict[str, Any] = json.loads(out or "{}")
        assert content, said
        assert process.returncode == (0 if content["ok"] else 1)
        return content


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if not is_installed():
        pytest.skip("umockdev is not installed")
    with Emulation(request.param) as emulation:
        assert emulation.greeting["missing"] is None
        yield Desk(tmp_path, emulation)


@pytest.mark.parametrize("desk", ["signature"], indirect=True)
def test_a_signature_pad(desk: Desk) -> None:
    """Lost: no try of a pad; or a signature that can be read off a technician's screen."""
    assert desk.status() == ONLINE
    signed = desk.read("sign at-once")
    assert set(signed) == {"ok", "amount", "strokes", "points", "ink_mm", "seconds", "pressure"}
    assert (signed["ok"], signed["amount"], signed["pressure"]) == (True, "enough", True)
    assert signed["strokes"] > 1
    assert signed["ink_mm"] > 20
    assert desk.read("scribble") == {"ok": False, "error": "TooMuchInk", "action": "clear"}
    desk.do("unplug")
    assert desk.status() == GONE
    assert desk.read() == {"ok": False, "error": "PadAbsent", "action": "maintenance"}


@pytest.mark.parametrize("desk", ["keyboard_scanner"], indirect=True)
def test_a_scanner_that_types(desk: Desk) -> None:
    """Lost: no try of such a scanner; or what somebody's code holds on a technician's screen."""
    assert desk.status() == ONLINE
    code = "44520220320126000001"
    scanned = desk.read(f"show {code}", again=0.4)
    assert scanned["ok"]
    assert code not in json.dumps(scanned)
    assert desk.read(f"lose {code}", again=0.4) == {"ok": False, "error": "CodeDamaged", "action": "clear"}
    desk.do("unplug")
    assert desk.status() == GONE
    assert desk.read() == {"ok": False, "error": "ScannerAbsent", "action": "maintenance"}
    desk.do("plug")
    desk.do("take on")
    assert desk.status() == MISCONFIGURED


@pytest.mark.parametrize("name", NAMES)
def test_every_line_does_what_it_says(name: str) -> None:
    """Lost: a trouble that was to be shown is not there."""
    before = {"plugged": True, "taken": False, "forbidden": False, "grabbed": False}
    steps: tuple[tuple[str, dict[str, bool]], ...] = (
        ("take on", {"taken": True}),
        ("take off", {"taken": False}),
        ("forbid on", {"forbidden": True}),
        ("take on", {"taken": True}),
        ("heal", before),
        ("unplug", {"plugged": False}),
        ("forbid on", {"forbidden": True}),
        ("plug", {"plugged": True, "forbidden": True}),
        ("heal", before),
    )
    steps += {
        "signature": (
            ("make finger", {"feels": False, "tells_size": False}),
            ("make pen", {"feels": True, "tells_size": True}),
            ("sign at-once", before),
            ("dot", before),
            ("scribble", before),
            ("lose", before),
        ),
        "keyboard_scanner": (
            ("wrong-node on", {"types": False}),
            ("wrong-node off", {"types": True}),
            ("show ABC 123", before),
            ("lose ABC 123", before),
        ),
    }[name]
    assert {line.split()[0] for line, _ in steps} == {verb.name for verb in emulated(name).verbs}
    with Emulation(name) as emulation:
        for line, wanted in steps:
            emulation.do(line)
            facts = emulation.facts
            assert {fact: facts[fact] for fact in wanted} == wanted, line
        folder = Path(emulation.greeting["environment"]["UMOCKDEV_DIR"])
        assert folder.exists()
    assert not folder.exists()


def test_every_device_is_tried() -> None:
    """Lost: an emulator that nobody has tried."""
    assert {*STEPS, *NAMES} == set(DEVICES)
