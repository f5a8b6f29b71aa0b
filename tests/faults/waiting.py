# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a device to tell what a test has done to it, without looking again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from drivers.contract import Device, DeviceState, Status, Unsubscribe

PATIENCE = 30.0
"""Seconds after which a test has failed, on however busy a machine: what comes at all comes long before.

That a device tells of a fault within the seconds promised is no matter of a stopwatch, which a busy machine upsets:
`tests/drivers/test_promised_seconds.py` works it out from the limits that the drivers keep.
"""


async def until(device: Device, *wanted: Status | DeviceState, within: float = PATIENCE) -> Status:
    """Wait until the device stands in one of these ways, and return how."""
    await told(device.subscribe, lambda: device.status in wanted or device.status.state in wanted, within=within)
    return device.status


async def free_at_once(caller: asyncio.Task[Any]) -> None:
    """Cancel a caller, who must be free within a few turns of the loop: whatever the device is in is not waited for."""
    caller.cancel()
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    assert caller.cancelled()


_TURNS = 10


async def told(
    subscribe: Callable[[Callable[[Any], None]], Unsubscribe], is_so: Callable[[], bool], *, within: float = PATIENCE
) -> None:
    """Wait until something holds that changes only when subscribers are told of it."""
    changed = asyncio.Event()
    unsubscribe = subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(within):
            while not is_so():
                changed.clear()
                await changed.wait()
    finally:
        unsubscribe()
