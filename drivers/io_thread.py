# SPDX-License-Identifier: GPL-3.0-or-later
"""One thread per device: every blocking call to it is made there, one after another.

A coroutine hands in work with `run` and waits for its end. A cancelled or timed-out caller is free at once; the work is
told by its `Cancel` and stops at its next look, within the time limit of the exchange that it is in. Work that was
called off before its turn is never started.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from drivers.contract import Closed, TimedOut

_log = logging.getLogger(__name__)

T = TypeVar("T")

_AFTER_A_BUG = 1.0
"""Seconds until `idle` is called again after it failed by a mistake of our own."""


class Cancelled(Exception):  # noqa: N818
    """Raised in the I/O thread inside work whose caller has gone. Never reaches a caller."""


class Cancel:
    """Tells work in the I/O thread that its caller has gone."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._clock = threading.Lock()
        self._clock_held = False

    def set(self) -> None:
        """Call the work off."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether the work is called off."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Let time pass; raise `Cancelled` as soon as the work is called off."""
        if self._event.wait(seconds):
            raise Cancelled

    def hold_clock(self) -> None:
        """From here on the caller's time limit no longer ends the work; only its cancellation does.

        For work that cannot be repeated at will once it has begun. Raises `Cancelled` when it is called off already.
        """
        with self._clock:
            if self.is_set:
                raise Cancelled
            self._clock_held = True

    def time_is_up(self) -> bool:
        """Call the work off unless it holds the clock; return whether it is called off."""
        with self._clock:
            if not self._clock_held:
                self.set()
            return self.is_set


class Occupant(Protocol):
    """The device code that lives in the thread."""

    def idle(self) -> float:
        """Look after the device between commands; return the seconds until the next look.

        Called right after each command too, unless that has failed: what was tried in vain is left alone for the pause.
        """

    def finish(self) -> None:
        """Let go of the device; called once, as the last thing."""


class _Job(Generic[T]):
    """One command on its way: the work, its caller's future, and the cancel between them."""

    def __init__(self, work: Callable[[Cancel], T]) -> None:
        self.cancel = Cancel()
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[T] = self.loop.create_future()
        self._work = work

    def perform(self) -> bool:
        """Do the work and deliver its end; return whether it was done and has not failed."""
        if self.cancel.is_set:
            return False
        try:
            result = self._work(self.cancel)
        except Cancelled:
            self._deliver(self.future.cancel)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            failure = error
            self._deliver(lambda: self.future.set_exception(failure))
            return False
        else:
            self._deliver(lambda: self.future.set_result(result))
        return True

    def refuse(self) -> None:
        self.cancel.set()
        self._deliver(lambda: self.future.set_exception(Closed("closed while the command waited")))

    def _deliver(self, complete: Callable[[], object]) -> None:
        def once() -> None:
            if not self.future.done():
                complete()

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            self.loop.call_soon_threadsafe(once)


class IoThread:
    """The thread of one device."""

    def __init__(self, name: str, occupant: Occupant) -> None:
        self._occupant = occupant
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._under_way: set[_Job[Any]] = set()
        self._ended = threading.Event()
        self._closing = False
        # A daemon, so that a call that hangs in the kernel cannot keep the process from ending.
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; `idle` is called at once."""
        self._thread.start()

    async def run(self, work: Callable[[Cancel], T], *, timeout: float | None = None) -> T:
        """Do `work` in the thread, after what was handed in before, and return its result or raise its error.

        `timeout` is in seconds and counts the waiting for its turn too; raises `TimedOut` when it runs out before the
        work holds the clock, `Closed` when the device is closed meanwhile.
        """
        if self._closing:
            raise Closed("the device is closed")
        job = _Job(work)
        self._under_way.add(job)
        try:
            self._jobs.put(job)
            done, _ = await asyncio.wait((job.future,), timeout=timeout)
            if not done and job.cancel.time_is_up():
                raise TimedOut("the time limit ran out")
            return await job.future
        finally:
            job.cancel.set()
            if not job.future.cancel() and not job.future.cancelled():
                job.future.exception()  # looked at, so that asyncio does not report it as forgotten
            self._under_way.discard(job)

    async def close(self, limit: float) -> bool:
        """Call off all work and end the thread; return whether it ended within `limit` seconds."""
        if not self._closing:
            self._closing = True
            for job in tuple(self._under_way):
                job.refuse()
            self._jobs.put(None)
        return await asyncio.to_thread(self._ended.wait, limit)

    def _live(self) -> None:
        pause = 0.0
        try:
            while True:
                try:
                    job = self._jobs.get(timeout=pause)
                except queue.Empty:
                    pause = self._look_after()
                    continue
                if job is None:
                    return
                is_done = job.perform()
                del job  # with its result, which may be a person's card or face: nothing is kept until the next comes
                if is_done:
                    pause = self._look_after()  # a command changes what is due, and many of them hold up no look
        finally:
            try:
                self._occupant.finish()
            finally:
                self._ended.set()

    def _look_after(self) -> float:
        try:
            return self._occupant.idle()
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the thread
            # The exception's own text could quote what was on the wire, so only its kind and place are logged.
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("mistake in a driver: %s\n%s", type(error).__name__, where)
            return _AFTER_A_BUG
