# SPDX-License-Identifier: GPL-3.0-or-later
"""The V4L2 driver in a process that sees emulated devices, and the handle to both.

umockdev's library has to be loaded before everything else, so that the driver runs in a process of its own. It is the
same for all tests, each with a device of its own.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from drivers.camera.emulator.scene import Scene
from drivers.camera.emulator.v4l2 import V4l2Device
from drivers.emulator.umockdev import World, is_installed

_PATIENCE = 20.0
_numbers = itertools.count()


class Program:
    """The process. One question at a time, unless it is asked with `begin`."""

    def __init__(self) -> None:
        self._world = World()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.v4l2_program"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | self._world.environment,
        )

    def camera(self, scene: Scene | None = None) -> V4l2Device:
        """Return a device of its own, plugged in."""
        return V4l2Device(self._world, f"video{next(_numbers)}", scene)

    def link(self, name: str, device: V4l2Device) -> str:
        """Point a camera's lasting name to a device, as udev does, and return its path."""
        self._world.link(f"v4l/by-id/{name}", device)
        return f"/dev/v4l/by-id/{name}"

    def begin(self, what: str, **how: Any) -> None:
        """Ask, and go on; `answer` waits for the answer."""
        assert self._process.stdin is not None
        print(json.dumps({"do": what, **how}), file=self._process.stdin, flush=True)

    def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        late = threading.Timer(_PATIENCE, self._process.kill)
        late.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late.cancel()
        assert line, "the program has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, what: str, **how: Any) -> dict[str, Any]:
        self.begin(what, **how)
        return self.answer()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        finally:
            self._process.kill()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._world.__exit__(None, None, None)


@cache
def _program() -> Program:
    program = Program()
    atexit.register(program.close)
    return program


@contextmanager
def v4l2_program() -> Iterator[Program]:
    """The process, with no camera open before and after."""
    if not is_installed():
        pytest.skip("umockdev is not installed")
    program = _program()
    try:
        yield program
    finally:
        program.ask("close")
