# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a device to tell what a test has done to it, without looking again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from drivers.contract import Device, DeviceState, Status, Unsubscribe

PATIENCE = 10.0
"""Seconds after which a test has failed. Tests of the promised seconds name their own."""


async def until(device: Device, *wanted: Status | DeviceState, within: float = PATIENCE) -> Status:
    """Wait until the device stands in one of these ways, and return how."""
    await told(device.subscribe, lambda: device.status in wanted or device.status.state in wanted, within=within)
    return device.status


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
