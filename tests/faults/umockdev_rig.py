# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of drivers that open event nodes: each in a process of its own, beneath umockdev, with an emulated device.

The driver makes its own system calls, which libumockdev-preload leads to the emulator in the same process.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from drivers.emulator.umockdev import LIBRARY, World, is_installed
from tests.faults.waiting import PATIENCE

D = TypeVar("D")


def with_device(device: Callable[[World], D]) -> Callable[[Callable[[D], Awaitable[None]]], Callable[[], None]]:
    """Return what makes a test of a scenario; it gets a device that is plugged in."""

    def decorate(scenario: Callable[[D], Awaitable[None]]) -> Callable[[], None]:
        def test() -> None:
            if not is_installed():
                pytest.skip("umockdev is not installed")
            done = subprocess.run(
                [sys.executable, "-W", "error", "-m", __name__, scenario.__module__, scenario.__name__],
                check=False,
                env=os.environ | {"LD_PRELOAD": LIBRARY},
                capture_output=True,
                text=True,
                timeout=90,
            )
            assert done.returncode == 0, done.stderr + done.stdout

        async def play() -> None:
            with World() as world:
                os.environ |= world.environment
                await asyncio.wait_for(scenario(device(world)), 2 * PATIENCE)

        functools.update_wrapper(test, scenario)
        del test.__dict__["__wrapped__"]  # pytest would ask for the scenario's device
        test.__dict__["play"] = play
        return test

    return decorate


def _main(module: str, name: str) -> None:
    test: Any = getattr(importlib.import_module(module), name)
    asyncio.run(test.play())


if __name__ == "__main__":
    _main(*sys.argv[1:])
