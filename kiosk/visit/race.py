# SPDX-License-Identifier: GPL-3.0-or-later
"""Several ways in which a wait can end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def first(*ways: Coroutine[Any, Any, T]) -> T:
    """Run all; return or raise what the first to end does. By then the others are cancelled and have ended."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
