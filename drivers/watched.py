# SPDX-License-Identifier: GPL-3.0-or-later
"""A value that a device tells by itself, and those who watch it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from drivers.contract import Unsubscribe

T = TypeVar("T")


def on_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    """Call something on the event loop's thread; a loop that is closed has nobody left to tell."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call)


@contextlib.contextmanager
def told_meanwhile(tell: Callable[[], object] | None) -> Iterator[Callable[[], None]]:
    """Yield what the I/O thread calls to have `tell` called on this loop's thread, as long as the `with` lasts."""
    loop = asyncio.get_running_loop()
    lasts = True

    def told() -> None:
        if tell is not None and lasts:
            tell()

    try:
        yield lambda: on_loop(loop, told)
    finally:
        lasts = False


class Watched(Generic[T]):
    """Holds what the I/O thread has found out last and tells the event loop of each change."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._listeners: list[Callable[[T], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def value(self) -> T:
        """The latest value; may be read from any thread."""
        return self._value

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call listeners on this loop from now on."""
        self._loop = loop

    def subscribe(self, listener: Callable[[T], None]) -> Unsubscribe:
        """Call `listener` with each new value, on the loop's thread. The present one is not repeated to it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def tell(self, value: T) -> None:
        """Set the value; listeners hear of it when it differs. May be called from any thread."""
        if value == self._value:
            return
        self._value = value
        if self._loop is not None:
            on_loop(self._loop, lambda: self._spread(value))

    def _spread(self, value: T) -> None:
        for listener in tuple(self._listeners):
            if listener in self._listeners:
                listener(value)
