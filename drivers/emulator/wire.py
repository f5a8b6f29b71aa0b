# SPDX-License-Identifier: GPL-3.0-or-later
"""A thread that runs an emulated device on its cable, and lets the line be as bad as asked for."""

from __future__ import annotations

import os
import queue
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait

from drivers.emulator.cable import Cable

_PATIENCE = 20.0
"""Seconds that a steering call waits for the emulator's thread."""


class Wire:
    """Runs a device on a cable, on a thread of its own, and makes the line as bad as asked for.

    `hear` gets bytes as they arrive and returns the answers, each a frame of its own.
    """

    def __init__(self, cable: Cable, hear: Callable[[bytes], list[bytes]]) -> None:
        self.cable = cable
        self.silent = False
        """Hears everything and says nothing."""
        self.split = False
        """Sends byte by byte."""
        self.answer_after = 0.0
        """Seconds of thought before each answer."""
        self.per_byte = 0.0
        """Seconds a byte takes on the line; splits by itself."""
        self.bytes_per_second = 0.0
        """The line's speed in both directions, kept to on the whole and not byte by byte; 0: as fast as it goes."""
        self._hear = hear
        self._steering: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._running = True
        self._thread = threading.Thread(target=self._live, name="emulator", daemon=True)

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self.cable.file() is not None

    def start(self) -> None:
        """Plug in and run. Raises OSError when the port cannot be."""
        self._thread.start()
        try:
            self.do(self.cable.plug)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Unplug and end the thread."""
        if self._running:
            if self._thread.is_alive():
                self.do(self._end)
                self._thread.join(_PATIENCE)
            else:
                self._end()
            os.close(self._wake)
            os.close(self._woken)

    def do(self, change: Callable[[], None]) -> None:
        """Make a change in the emulator's thread, and return when it is made; raises what the change raises."""
        if threading.current_thread() is self._thread:
            change()
            return
        made: Future[None] = Future()
        self._steering.put((change, made))
        os.write(self._wake, b"!")
        if not wait([made], _PATIENCE).done:
            raise TimeoutError("the emulator does not answer its handle")
        made.result()

    def say(self, data: bytes) -> None:
        """Send something that nobody has asked for, on the line as it is; return when it is sent."""
        self.do(lambda: self._say(data))

    def _end(self) -> None:
        self.cable.unplug()
        self._running = False

    def _live(self) -> None:
        while self._running:
            file = self.cable.file()
            ready, _, _ = select.select([self._woken] if file is None else [self._woken, file], [], [])
            if self._woken in ready:
                self._steer()
            elif data := self.cable.receive():
                if self.bytes_per_second:
                    self._rest(len(data) / self.bytes_per_second)
                for answer in self._hear(data):
                    self._say(answer)

    def _say(self, answer: bytes) -> None:
        self._rest(self.answer_after)
        if self.bytes_per_second:
            self._say_in_time(answer)
            return
        if not (self.split or self.per_byte):
            if not self.silent:
                self.cable.send(answer)
            return
        for byte in answer:
            if self.silent or self.cable.file() is None:
                return
            self.cable.send(bytes((byte,)))
            self._rest(self.per_byte)

    def _say_in_time(self, answer: bytes) -> None:
        """Send each byte when the line would have carried it, however late the machine wakes us for it."""
        began, sent = time.monotonic(), 0
        while sent < len(answer) and not self.silent and self.cable.file() is not None:
            due = min(len(answer), int((time.monotonic() - began) * self.bytes_per_second))
            if due > sent:
                self.cable.send(answer[sent:due])
                sent = due
            self._rest(began + (sent + 1) / self.bytes_per_second - time.monotonic())

    def _rest(self, seconds: float) -> None:
        """Let time pass, with an ear for the handle."""
        if seconds > 0 and select.select([self._woken], [], [], seconds)[0]:
            self._steer()

    def _steer(self) -> None:
        os.read(self._woken, 1)
        change, made = self._steering.get()
        try:
            change()
        except OSError as error:  # a port that is taken, a link that is there already
            made.set_exception(error)
        else:
            made.set_result(None)
