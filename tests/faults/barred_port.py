# SPDX-License-Identifier: GPL-3.0-or-later
"""A port that is there and may not be used: another program has it, or the kiosk's user lacks the right to it."""

from __future__ import annotations

import concurrent.futures.thread  # noqa: F401 - loaded while we may still read it: Python may lie in root's folder
import fcntl
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from drivers.contract import Action, Device, DeviceError, DeviceState, Status
from tests.faults.waiting import until

MISCONFIGURED = Status(DeviceState.OFFLINE, Action.CONFIGURATION)

_NOBODY = 65534


async def works_after(
    trouble: AbstractContextManager[object],
    device: Device,
    command: Callable[[], Awaitable[object]],
    error: type[DeviceError],
) -> None:
    """Start a device in such a trouble: it and its commands ask for the settings, and it works when that is over."""
    with trouble:
        await device.start()
        assert device.status == MISCONFIGURED
        with pytest.raises(error) as refused:
            await command()
        assert refused.value.status == MISCONFIGURED
    await until(device, DeviceState.ONLINE)


@contextmanager
def held_by_another_program(port: str) -> Iterator[None]:
    """Hold a port as programs do that lock what they open."""
    with Path(port).open("rb", buffering=0) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        yield


@contextmanager
def forbidden(port: str) -> Iterator[None]:
    """Take from everybody but root the right to a port that is ours."""
    Path(port).chmod(0)
    try:
        yield
    finally:
        Path(port).chmod(0o600)


@contextmanager
def folder_of_nobodys() -> Iterator[Path]:
    """Be somebody who is not root, with a folder whose ports can be forbidden to him."""
    with as_nobody(), TemporaryDirectory(prefix="kiosk-test-", dir="/tmp") as folder:
        yield Path(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be somebody who is not root; all threads are."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)
