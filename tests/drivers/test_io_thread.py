# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
import queue
import threading
from collections.abc import Awaitable, Callable

import pytest

from drivers.contract import Closed, TimedOut
from drivers.io_thread import Cancel, IoThread
from tests.faults.waiting import PATIENCE


class Occupant:
    """Idles as the test says."""

    def __init__(self, idle: Callable[[], float] = lambda: 60.0) -> None:
        self._idle = idle
        self.finished = threading.Event()

    def idle(self) -> float:
        return self._idle()

    def finish(self) -> None:
        self.finished.set()


class Hung:
    """Work that a cancel does not reach, as a call that sits in the kernel."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.release = threading.Event()

    def __call__(self, _: Cancel) -> bool:
        self.begun.set()
        return self.release.wait(20)


def play(scenario: Callable[[IoThread], Awaitable[None]], occupant: Occupant | None = None) -> None:
    async def whole() -> None:
        thread = IoThread("test", occupant or Occupant())
        thread.start()
        try:
            await scenario(thread)
        finally:
            assert await thread.close(5)

    asyncio.run(whole())


def test_a_call_that_hangs_holds_up_nobody() -> None:
    """A hung driver would freeze the visit: the Back button and the time limit would not work."""
    hung = Hung()

    async def scenario(thread: IoThread) -> None:
        loop = asyncio.get_running_loop()
        hanging = asyncio.create_task(thread.run(hung))
        await asyncio.to_thread(hung.begun.wait, 5)
        waiting = asyncio.create_task(thread.run(lambda _: True))
        await asyncio.sleep(0)
        begun = loop.time()
        hanging.cancel()
        waiting.cancel()
        await asyncio.wait((hanging, waiting))
        assert hanging.cancelled()
        assert waiting.cancelled()
        with pytest.raises(TimedOut):
            await thread.run(lambda _: True, timeout=0.01)
        assert loop.time() - begun < 10, "the work itself takes 20 s"
        assert not await thread.close(0.01)
        hung.release.set()

    play(scenario)


def test_work_called_off_before_its_turn_is_never_done() -> None:
    """A cancelled command would still reach the device."""
    hung, done = Hung(), threading.Event()

    async def scenario(thread: IoThread) -> None:
        first = asyncio.create_task(thread.run(hung))
        await asyncio.to_thread(hung.begun.wait, 5)
        with pytest.raises(TimedOut):
            await thread.run(lambda _: done.set(), timeout=0.01)
        hung.release.set()
        assert await first
        await thread.run(lambda _: None)
        assert not done.is_set()

    play(scenario)


def test_the_clock_can_be_held() -> None:
    """Work that cannot be repeated would be done for nobody."""
    begun, release = threading.Event(), threading.Event()

    def work(cancel: Cancel) -> str:
        cancel.hold_clock()
        begun.set()
        release.wait(20)
        return "done"

    async def scenario(thread: IoThread) -> None:
        running = asyncio.create_task(thread.run(work, timeout=0.02))
        await asyncio.to_thread(begun.wait, 5)
        await asyncio.sleep(0.03)
        release.set()
        assert await running == "done"

    play(scenario)


def test_errors_belong_to_the_caller() -> None:
    """A failure would be lost, and the caller would wait for ever."""

    def fail(_: Cancel) -> None:
        raise OSError("no")

    async def scenario(thread: IoThread) -> None:
        with pytest.raises(OSError, match="no"):
            await thread.run(fail, timeout=PATIENCE)
        assert await thread.run(lambda _: 5) == 5

    play(scenario)


def test_the_device_is_looked_after_right_behind_a_command() -> None:
    """A lamp that is told to flash would stay lit for a second; commands in a row would leave the device unwatched."""
    looks = queue.SimpleQueue[int]()

    def idle() -> float:
        looks.put(0)
        return 60.0

    async def scenario(thread: IoThread) -> None:
        await asyncio.to_thread(looks.get, timeout=PATIENCE)
        for _ in range(3):
            await thread.run(lambda _: None)
            await asyncio.to_thread(looks.get, timeout=PATIENCE)

    play(scenario, Occupant(idle))


def test_what_has_failed_is_not_tried_again_at_once() -> None:
    """Each command to an absent device would cost two attempts, and the next one wait behind both."""
    looks = queue.SimpleQueue[int]()

    def idle() -> float:
        looks.put(0)
        return 60.0

    def fail(_: Cancel) -> None:
        raise OSError("no")

    async def scenario(thread: IoThread) -> None:
        await asyncio.to_thread(looks.get, timeout=PATIENCE)
        with pytest.raises(OSError, match="no"):
            await thread.run(fail)
        assert await thread.run(lambda _: looks.empty())

    play(scenario, Occupant(idle))


def test_closing_completes_every_command_once() -> None:
    """A step would wait for an answer that never comes."""
    occupant = Occupant()

    async def scenario(thread: IoThread) -> None:
        commands = [asyncio.create_task(thread.run(lambda cancel: cancel.wait(20))) for _ in range(3)]
        await asyncio.sleep(0)
        assert await thread.close(5)
        for command in commands:
            with pytest.raises(Closed):
                await command
        with pytest.raises(Closed):
            await thread.run(lambda _: None)

    play(scenario, occupant)
    assert occupant.finished.is_set()


def test_a_mistake_while_idle_ends_nothing_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """One mistake would end the device until the next start, or write a person into the log."""
    failed = threading.Event()

    def idle() -> float:
        failed.set()
        raise ValueError("陈桂英")

    async def scenario(thread: IoThread) -> None:
        await asyncio.to_thread(failed.wait, 5)
        assert await thread.run(lambda _: 5, timeout=PATIENCE) == 5

    with caplog.at_level(logging.ERROR):
        play(scenario, Occupant(idle))
    assert "ValueError" in caplog.text
    assert "陈桂英" not in caplog.text.split("raise")[0]
