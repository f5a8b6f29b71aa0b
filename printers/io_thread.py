# SPDX-License-Identifier: GPL-3.0-or-later
"""The one thread that touches a device: work in turn, and a look at the device whenever there is none."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

_AFTER_A_BUG = 5.0
"""Seconds until the next look."""


class IoThread:
    """A thread named `name` that begins at `start`.

    `idle` is called at the start and whenever nothing is to be done; it returns the seconds until the next call.
    An exception from it is a bug: it is logged, and the thread lives on, so that nobody waits for ever.
    """

    def __init__(self, name: str, idle: Callable[[], float]) -> None:
        self._idle = idle
        self._orders: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._ready: Future[None] = Future()
        self._ended: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Future[None]:
        """Begin; the future is done after the first look."""
        self._thread.start()
        return self._ready

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do `work` in turn. Cancelling the future drops it while it waits, and changes nothing once it runs."""
        future: Future[T] = Future()
        self._orders.put((future, work))
        return future

    def stop(self) -> Future[None]:
        """End after the work that is already in the queue."""
        self._orders.put(None)
        return self._ended

    def _run(self) -> None:
        try:
            pause = self._look()
            self._ready.set_result(None)
            while True:
                try:
                    order = self._orders.get(timeout=pause)
                except queue.Empty:
                    pause = self._look()
                    continue
                if order is None:
                    break
                _carry_out(*order)
        finally:
            self._ended.set_result(None)

    def _look(self) -> float:
        try:
            return self._idle()
        except Exception:
            log.exception("%s: the look at the device failed", self._thread.name)
            return _AFTER_A_BUG


def _carry_out(future: Future[Any], work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits for the work
        future.set_exception(error)
