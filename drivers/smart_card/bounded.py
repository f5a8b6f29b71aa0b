# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls into a C library that may never return, each with a time limit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from drivers.contract import DeviceError

T = TypeVar("T")


class _Call(Generic[T]):
    def __init__(self, function: Callable[[], T]) -> None:
        self.done = threading.Event()
        self.result: T
        self.failure: Exception | None = None
        self._function = function

    def perform(self) -> None:
        try:
            self.result = self._function()
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            self.failure = error
        finally:
            self.done.set()


class BoundedCalls:
    """Makes calls one after another in one more thread, and gives up waiting for one that takes too long.

    A call that hangs keeps that thread, and only that one: until it is back, every further call fails at once with the
    same error.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[_Call[Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._hangs: tuple[_Call[Any], DeviceError] | None = None
        self._settling: _Call[None] | None = None

    def call(self, function: Callable[[], T], *, within: float, overdue: DeviceError) -> T:
        """Return what `function` returns, or raise what it raises; raise `overdue` after `within` seconds."""
        if self._hangs is not None:
            hanging, error = self._hangs
            if not hanging.done.is_set():
                raise type(error)(str(error), state=error.state, action=error.action)
            self._hangs = None
        call = _Call(function)
        self._put(call)
        if not call.done.wait(within):
            self._hangs = call, overdue
            raise overdue
        if call.failure is not None:
            raise call.failure
        return call.result

    def settle(self, function: Callable[[], None], *, within: float) -> None:
        """Have `function` done, and wait up to `within` seconds for it; its errors are dropped.

        Behind a call that hangs it is done when that is back, and not waited for; one such is enough.
        """
        hangs = self._hangs is not None and not self._hangs[0].done.is_set()
        if hangs and self._settling is not None and not self._settling.done.is_set():
            return
        self._settling = call = _Call(function)
        self._put(call)
        if not hangs:
            call.done.wait(within)

    def close(self) -> None:
        """End the thread, as soon as it is back from the call that it is in."""
        if self._thread is not None:
            self._calls.put(None)
            self._thread = None

    def _put(self, call: _Call[Any]) -> None:
        if self._thread is None:
            # A daemon, so that a call that hangs for ever cannot keep the process from ending.
            self._thread = threading.Thread(target=self._live, name=self._name, daemon=True)
            self._thread.start()
        self._calls.put(call)

    def _live(self) -> None:
        while (call := self._calls.get()) is not None:
            call.perform()
