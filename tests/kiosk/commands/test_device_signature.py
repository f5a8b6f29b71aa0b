# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a technician cannot tell whether a signature pad is well. The pad is one of a umockdev testbed."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.faults.pen_rig import NODE, Rig, under_umockdev
from tests.kiosk.commands.emulation import HEAD


async def start(folder: Path, action: str) -> asyncio.subprocess.Process:
    """Start `kiosk device signature`, which finds the testbed through what it inherits."""
    file = folder / "terminal.toml"
    file.write_text(f'{HEAD}[devices.signature]\ndriver = "evdev"\nnode = "{NODE}"\n', encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "device", "signature", action, "--json", "--terminal", str(file)]
    return await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


async def answer(process: asyncio.subprocess.Process) -> dict[str, Any]:
    out, said = await asyncio.wait_for(process.communicate(), 30)
    content: dict[str, Any] = json.loads(out or b"{}")
    assert content, said.decode()
    assert process.returncode == (0 if content["ok"] else 1)
    return content


@under_umockdev
async def test_a_well_pad_is_online_and_one_that_is_gone_is_not(rig: Rig) -> None:
    """Lost: a pad whose cable is out looks as one that is well."""
    with tempfile.TemporaryDirectory() as folder:
        there = await answer(await start(Path(folder), "status"))
        rig.unplug()
        gone = await answer(await start(Path(folder), "status"))
    assert (there["state"], there["ok"], there["interface"]) == ("online", True, "signature")
    assert (gone["state"], gone["ok"], gone["action"]) == ("no_device", False, "maintenance")


@under_umockdev
async def test_what_was_signed_is_told_and_nobody_could_sign_with_it(rig: Rig) -> None:
    """Lost: no try of a pad; or a signature that can be read off a technician's screen."""
    with tempfile.TemporaryDirectory() as folder:
        process = await start(Path(folder), "read")
        async with asyncio.timeout(20):
            while not rig.grabbed:  # the pad is taken when somebody is to sign
                await asyncio.sleep(0.02)
        rig.draw()
        signed = await answer(process)
    assert set(signed) == {"ok", "amount", "strokes", "points", "ink_mm", "seconds", "pressure"}
    assert signed["ok"]
    assert signed["strokes"] > 1
    assert signed["ink_mm"] > 20
    assert signed["pressure"]
