# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk bench drivers`: how close the ID-card reader's driver comes to its wire, and whether it leaks."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
import tracemalloc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import serial

from drivers.contract import DeviceState
from drivers.id_reader.contract import IdReader
from drivers.id_reader.delays import Delays
from drivers.id_reader.emulator import READ, Emulator
from drivers.id_reader.invented import CHEN_GUIYING, PEOPLE
from drivers.id_reader.sdt import SdtReader
from kiosk.bench.figures import Figure, spread

BAUD = 115200
THINKS = 0.02
"""Seconds that the emulated module takes before each of its answers."""
READINGS = 15
ROUNDS = 10_000
CANCELLATIONS = 60

# What goes over the wire from a card's search to its text, photo and newest address (GA/T 467-2019 ch. 7).
_EXCHANGES = (
    (bytes.fromhex("AAAAAA96690003200122"), 15),
    (bytes.fromhex("AAAAAA96690003200221"), 19),
    (bytes.fromhex("AAAAAA96690003300132"), 1295),
    (bytes.fromhex("AAAAAA96690003300330"), 11),
)
_BYTES = sum(len(command) + answer for command, answer in _EXCHANGES)

WIRE_LIMIT = 1.25
"""A reading takes at most so many times what its bytes and the module's own delays take."""
FREE_LIMIT_MS = 50.0
"""A cancelled caller is free within this."""
GROWTH_LIMIT_KB = 256.0
"""Python objects that may be there more after all rounds than after the first few hundred: caches that fill once."""
RESIDENT_LIMIT_KB = 2048.0
"""The same for all memory, which the allocator gives back in lumps."""


def run() -> list[Figure]:
    """Measure; takes about half a minute."""
    with TemporaryDirectory(prefix="kiosk-bench-") as folder:
        link = Path(folder) / "reader"
        return [*_reading(link), *_cancelling(link), *going_on(ROUNDS)]


def _reading(link: Path) -> list[Figure]:
    """Driver and a bare loop over pyserial take turns on the same paced wire."""
    ours: list[float] = []
    bare: list[float] = []
    with Emulator.on_pty(link) as emulator:
        emulator.slow(answer_after=THINKS)
        emulator.wire.do(lambda: setattr(emulator.wire, "bytes_per_second", BAUD / 10))
        for _ in range(READINGS):
            ours.append(asyncio.run(_one_reading(emulator)))
            emulator.insert(CHEN_GUIYING)
            bare.append(_bare_reading(emulator.url))
    own_time = _BYTES * 10 / BAUD + len(_EXCHANGES) * THINKS
    return [
        Figure("bytes' own time on the wire and the reader's own delays", own_time * 1000, "ms"),
        *spread("reading a card", [seconds * 1000 for seconds in ours], "ms"),
        *spread("a bare pyserial loop on the same wire", [seconds * 1000 for seconds in bare], "ms"),
        Figure("reading a card / own time", median(ours) / own_time, "times", WIRE_LIMIT),
        Figure("reading a card / bare loop", median(ours) / median(bare), "times"),
    ]


async def _one_reading(emulator: Emulator) -> float:
    reader = SdtReader(emulator.url)
    await reader.start()
    try:
        while reader.capabilities.serial is None:  # its questions at the start are no part of a reading
            await asyncio.sleep(0.01)
        emulator.insert(CHEN_GUIYING)
        began = time.perf_counter()
        await reader.read(timeout=10)
        return time.perf_counter() - began
    finally:
        await reader.close()


def _bare_reading(port: str) -> float:
    with serial.Serial(port, BAUD, timeout=10) as line:
        began = time.perf_counter()
        for command, answer in _EXCHANGES:
            line.write(command)
            if len(line.read(answer)) != answer:
                raise RuntimeError("the emulated module did not answer")
        return time.perf_counter() - began


def _cancelling(link: Path) -> list[Figure]:
    """Half of the callers are cancelled while a card is waited for, half in the midst of its text."""
    free: list[float] = []
    device: list[float] = []

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.slow(answer_after=0.05)
        for number in range(CANCELLATIONS):
            reading = asyncio.create_task(reader.read())
            if number % 2:
                emulator.insert(CHEN_GUIYING)
                await asyncio.to_thread(emulator.wait_for, READ)
            else:
                await asyncio.sleep(0.01)
            began = time.perf_counter()
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
            free.append(time.perf_counter() - began)
            while reader.status.state is not DeviceState.ONLINE:
                await asyncio.sleep(0.001)
            device.append(time.perf_counter() - began)
            emulator.lift()

    _with_reader(link, scenario, Delays(poll=0.01))
    delays = Delays()
    return [
        Figure("a cancelled caller is free after, at most", max(free) * 1000, "ms", FREE_LIMIT_MS),
        Figure(
            "the reader itself is free after, at most", max(device) * 1000, "ms", (delays.frame + delays.poll) * 1000
        ),
    ]


def going_on(rounds: int) -> list[Figure]:
    """Insert, read, lift, again and again, on an unpaced wire; the clock is set forward between the rounds."""
    ahead = 0.0

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        nonlocal ahead
        began = time.perf_counter()
        for number in range(rounds):
            if number == min(500, rounds // 4):
                before.append(_held())
            emulator.insert(PEOPLE[number % len(PEOPLE)])
            await reader.read(timeout=10)
            emulator.lift()
            ahead += Delays().poll
        after.append(_held())
        seconds.append(time.perf_counter() - began)

    before: list[tuple[int, int, int, int]] = []
    after: list[tuple[int, int, int, int]] = []
    seconds: list[float] = []
    with _objects_counted(), TemporaryDirectory(prefix="kiosk-bench-") as folder:
        _with_reader(Path(folder) / "reader", scenario, Delays(), now=lambda: time.monotonic() + ahead)
    memory, resident, threads, files = (late - early for late, early in zip(after[0], before[0], strict=True))
    return [
        Figure("rounds of insert, read, lift", rounds, "rounds", about="unpaced wire, clock set forward"),
        Figure("a round", seconds[0] / rounds * 1000, "ms"),
        Figure("Python's memory that stays", memory / 1024, "kB", GROWTH_LIMIT_KB),
        Figure("the process's memory that stays", resident / 1024, "kB", RESIDENT_LIMIT_KB),
        Figure("threads that stay", threads, "threads", 0),
        Figure("descriptors that stay", files, "descriptors", 0),
    ]


@contextmanager
def _objects_counted() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def _held() -> tuple[int, int, int, int]:
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")
    files = len(list(Path("/proc/self/fd").iterdir()))
    return tracemalloc.get_traced_memory()[0], resident, threading.active_count(), files


def _with_reader(
    link: Path,
    scenario: Callable[[Emulator, IdReader], Coroutine[None, None, None]],
    delays: Delays,
    now: Callable[[], float] = time.monotonic,
) -> None:
    async def whole() -> None:
        reader = SdtReader(emulator.url, delays=delays, now=now)
        await reader.start()
        try:
            await scenario(emulator, reader)
        finally:
            await reader.close()

    with Emulator.on_pty(link) as emulator:
        asyncio.run(whole())
