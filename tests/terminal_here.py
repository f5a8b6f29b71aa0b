# SPDX-License-Identifier: GPL-3.0-or-later
"""Queue, sender and client of a terminal in this process, as `kiosk.app` wires them, on a clock of the test's."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

from kiosk.province.client import ProvinceClient
from kiosk.province.credentials import Credentials
from offline_cache.clock import ClockQuality
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import PlatformKey, Sealer
from offline_cache.sender import Sender
from offline_cache.trusted_clock import TrustedClock
from tests.bad_weather import URL, BadWeather
from tests.offline_cache.store_stand import SERVICE, START, TERMINAL, InlineExecutor, SimulatedClock
from tests.platform_here import PlatformHere
from tests.province_site import DIVISION, case_payload


class MachineClock:
    """The machine's own clock, which is `off`."""

    def __init__(self, time: SimulatedClock) -> None:
        self.quality = ClockQuality.UNKNOWN
        self.off = timedelta()
        self._time = time

    def now(self) -> datetime:
        return self._time.now() + self.off

    def monotonic(self) -> float:
        return self._time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._time.sleep(seconds)


class TerminalHere:
    """One terminal; `time` is what time it is, which the terminal itself learns from the platform only."""

    def __init__(self, store: Path, credentials: Credentials, time: SimulatedClock, weather: BadWeather) -> None:
        self.store = store
        self.credentials = credentials
        self.time = time
        self.weather = weather
        self.machine = MachineClock(time)
        self.random = Random(1)
        self.changes: list[Transaction] = []
        key = credentials.sealing_key(START)
        assert key is not None
        self.key = key
        """What it seals to."""
        self._loop = asyncio.new_event_loop()

    def start(self) -> None:
        """As after a power cut: a new process on the same store."""
        self.clock = TrustedClock(self.machine, START - timedelta(days=20))
        self.clock.known_since(self.credentials.key_ring.issued)
        self.outbox = Outbox(
            Database(self.store / "outbox.db"),
            self.sealer(),
            terminal=self.credentials.terminal,
            hardware="board",
            clock=self.clock,
            random=self.random,
        )
        self.outbox.take_over()
        known = self.outbox.known_time.newest()
        if known is not None:
            self.clock.known_since(known)
        self.client = self._client(on_time=self.clock.told)
        self._http = InlineExecutor()
        self.sender = Sender(
            self._call,
            self.client,
            self._http,
            terminal=self.credentials.terminal,
            clock=self.clock,
            random=self.random,
            on_link=lambda _: None,
            on_change=self.changes.append,
        )
        self.running = self._loop.create_task(self.sender.run())

    def stop(self) -> None:
        """The sender ends; the store stays open. What was under way is carried out, and nobody hears of it."""
        self._end()
        self._http.release()
        self.client.close()

    def _end(self) -> None:
        async def end() -> None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            await self.sender.close()

        self._loop.run_until_complete(end())

    def close(self) -> None:
        self.stop()
        self.outbox.close()

    def lose_power(self, then: Path) -> None:
        """End; what lies on the disk at this moment lies in the folder `then`, with which the next start goes on."""
        shutil.copytree(self.store, then, ignore=shutil.ignore_patterns("*-shm", "*.sender"))
        self._http.hold = True  # what is under way comes to no end
        self._end()
        self.client.close()
        self.outbox.close()
        self.store = then

    def leave(self) -> None:
        """Close for good."""
        self.close()
        self._loop.close()

    def sealer(self) -> Sealer:
        return Sealer(self.key, self.credentials.terminal_key)

    def seal_to(self, key: PlatformKey) -> None:
        """As when a new ring of keys has come."""
        self.key = key
        self.outbox.seal_with(self.sealer())

    @contextmanager
    def exchange_under_way(self, late: Literal["request", "reply"]) -> Iterator[None]:
        """The next exchange of the sender, if it begins within a minute, lasts until the end of this."""
        http = self._http
        http.hold, http.hold_back = late == "request", late == "reply"
        self.advance(60)
        yield
        if http is self._http:
            http.release()
            self.advance(0)

    def advance(self, seconds: float) -> None:
        self._loop.run_until_complete(self.time.advance(seconds))

    def commit(self) -> Transaction:
        return self.outbox.commit(SERVICE, case_payload(), slip=b"{}")

    def hand_in(self, keep: Callable[[Outbox, bool], Transaction]) -> Transaction:
        """As when a citizen confirms: it is kept when this returns and, where the line is free, on its way."""
        keeping = self._loop.create_task(self.sender.commit(keep))
        self.advance(0)
        assert keeping.done()
        return keeping.result()

    def send_now(self, key: str) -> Transaction:
        """As while the citizen waits: 8 seconds at most."""
        sending = self._loop.create_task(self.sender.send_now(key))
        self.advance(8)
        assert sending.done()
        return sending.result()

    def kept(self) -> dict[str, Transaction]:
        return {one.key: one for one in self.outbox.listed(limit=10_000)}

    @contextmanager
    def another_client(self) -> Iterator[ProvinceClient]:
        """Another way to the platform, on which nothing goes wrong."""
        spell, self.weather.ahead = self.weather.ahead, []
        usual, mixed = self.weather.usual, self.weather.mixed
        self.weather.clear_up()
        client = self._client()
        try:
            yield client
        finally:
            client.close()
            self.weather.ahead, self.weather.usual, self.weather.mixed = spell, usual, mixed

    def _client(self, on_time: Callable[[datetime], None] = lambda _: None) -> ProvinceClient:
        client = ProvinceClient(URL, self.credentials, clock=self.clock, choose=self.random.choice, on_time=on_time)
        client._exchange._session.mount("http://", self.weather)
        return client

    async def _call(self, use: Callable[[Any], Any], /) -> Any:
        return use(self.outbox)


@contextmanager
def terminal_and_platform(folder: Path) -> Iterator[tuple[TerminalHere, PlatformHere]]:
    """A terminal that is on, its platform, and the line between them, on which nothing goes wrong yet."""
    time = SimulatedClock()
    credentials = PlatformHere.template(folder / "platform", TERMINAL, DIVISION, START)
    platform = PlatformHere(folder / "platform", time.now)
    terminal = TerminalHere(folder / "store", credentials, time, BadWeather(platform))
    terminal.start()
    try:
        yield terminal, platform
    finally:
        terminal.leave()
        platform.close()
