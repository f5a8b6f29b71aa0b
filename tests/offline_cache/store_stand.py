# SPDX-License-Identifier: GPL-3.0-or-later
"""A store under test with time, randomness and keys in the test's hand."""

import asyncio
import hashlib
import heapq
import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_cache.clock import Clock, ClockQuality
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import PlatformKey, Sealed, Sealer
from offline_cache.sender import Sender
from offline_cache.transport import (
    Accepted,
    Conflict,
    Delivery,
    DeliveryResult,
    Held,
    Holding,
    Stage,
    StatusResult,
    StillWorking,
    TransportTrouble,
)

TERMINAL = "4452-0137"
SERVICE = "report-12345"
START = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
PLATFORM_PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
TERMINAL_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
PLATFORM_KEY = PlatformKey(
    id="2026-a", public_key=PLATFORM_PRIVATE.public_key().public_bytes_raw(), not_after=START + timedelta(days=365)
)


class SimulatedClock:
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self.quality = ClockQuality.UNKNOWN
        self.elapsed = 0.0
        self.set_back = timedelta()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed) - self.set_back

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.elapsed + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let so much time pass, waking sleepers one after the other."""
        end = self.elapsed + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.elapsed = max(self.elapsed, due)
                future.set_result(None)
                await settle()
        self.elapsed = end
        await settle()


async def settle() -> None:
    """Let everything run that can run without time passing."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _ in range(100_000):
        await asyncio.sleep(0)
        if not ready:
            return
    raise AssertionError("something runs in circles without time passing")


class InlineExecutor(Executor):
    """Runs a call at once, so that a test is the same every time.

    With `hold` it runs it on `release`, with `hold_back` it tells its outcome then.
    """

    def __init__(self) -> None:
        self.hold = self.hold_back = False
        self._held: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()  # a call on a thread goes on, whoever stops waiting for it

        def tell(outcome: Callable[[Any], None], of: Any) -> None:
            if self.hold_back:
                self._held.append(lambda: outcome(of))
            else:
                outcome(of)

        def run() -> None:
            try:
                result = fn(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - an executor hands on whatever was raised
                tell(future.set_exception, error)
            else:
                tell(future.set_result, result)

        if self.hold:
            self._held.append(run)
        else:
            run()
        return future

    def release(self) -> None:
        self.hold = self.hold_back = False
        while self._held:
            self._held.pop(0)()


class PlatformDouble:
    """A platform in memory: takes each key once, answers about it, and misbehaves as told."""

    def __init__(self) -> None:
        self.taken: dict[str, Sealed] = {}
        self.order: list[str] = []
        """Keys in the order in which they were taken for the first time."""
        self.calls: list[list[str]] = []
        self.asked: list[list[str]] = []
        self.trouble: TransportTrouble | None = None
        self.bad: dict[str, Exception] = {}
        """Calls that carry this key fail so."""
        self.answers: dict[str, DeliveryResult | None] = {}
        """Keys that get this result instead; None leaves the result out."""
        self.stage = Stage.SETTLED
        self.status_trouble: Exception | None = None
        self.duplicates = 0
        self.uploads: list[tuple[str, int, int]] = []
        """Digest, offset and length of each piece that came."""
        self.upload_trouble: TransportTrouble | None = None
        self._listed: dict[str, int] = {}
        self._pieces: dict[str, bytearray] = {}

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        self.calls.append([item.key for item in items])
        if self.trouble is not None:
            raise self.trouble
        for item in items:
            if item.key in self.bad:
                raise self.bad[item.key]
        results = [self.answers[item.key] if item.key in self.answers else self.take(item) for item in items]
        return [result for result in results if result is not None]

    def take(self, item: Delivery) -> DeliveryResult:
        listed = item.sealed.read_header().attachments
        self._listed |= {attached.digest: attached.size for attached in listed}
        states = [self.held(attached.digest) for attached in listed]
        missing = tuple(held for held in states if held.holding is not Holding.COMPLETE)
        if missing:
            return StillWorking(key=item.key, missing=missing)
        self.duplicates += item.key in self.taken
        self.order += [item.key] if item.key not in self.order else []
        if self.taken.setdefault(item.key, item.sealed) != item.sealed:
            return Conflict(key=item.key)
        return Accepted(
            key=item.key, digest=item.sealed.digest, platform_number=f"P{len(self.taken)}", acceptance=b"signed"
        )

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        self.uploads.append((digest, offset, len(piece)))
        for trouble in (self.trouble, self.upload_trouble):
            if trouble is not None:
                raise trouble
        if digest in self._listed:
            bytes_here = self._pieces.setdefault(digest, bytearray())
            if offset <= len(bytes_here):
                bytes_here += piece[len(bytes_here) - offset :]
            if len(bytes_here) >= self._listed[digest] and self.attachment(digest) is None:
                bytes_here.clear()
                return Held(digest=digest, holding=Holding.ALTERED, held=0)
        return self.held(digest)

    def held(self, digest: str) -> Held:
        if digest not in self._listed:
            return Held(digest=digest, holding=Holding.UNKNOWN, held=0)
        holding = Holding.PARTIAL if self.attachment(digest) is None else Holding.COMPLETE
        return Held(digest=digest, holding=holding, held=len(self._pieces.get(digest, b"")))

    def attachment(self, digest: str) -> bytes | None:
        """The sealed bytes, once they are whole."""
        came = bytes(self._pieces.get(digest, b""))
        return came if hashlib.sha256(came).hexdigest() == digest else None

    def forget_attachments(self) -> None:
        """As a platform that was restored from a backup."""
        self._listed.clear()
        self._pieces.clear()

    def status(self, keys: Sequence[str]) -> list[StatusResult]:
        self.asked.append(list(keys))
        if self.trouble is not None:
            raise self.trouble
        if self.status_trouble is not None:
            raise self.status_trouble
        return [
            StatusResult(
                key=key,
                stage=self.stage if key in self.taken else Stage.UNKNOWN,
                business_status="受理" if key in self.taken else None,
            )
            for key in keys
        ]


def open_outbox(folder: Path, clock: Clock, *, hardware: str = "board-1", random: Random) -> Outbox:
    """The store in a folder, as after a start of the terminal."""
    outbox = Outbox(
        Database(folder / "outbox.db"),
        Sealer(PLATFORM_KEY, TERMINAL_PRIVATE),
        terminal=TERMINAL,
        hardware=hardware,
        clock=clock,
        random=random,
    )
    outbox.take_over()
    return outbox


class Stand:
    """A store, a sender and a platform on one clock."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder = folder
        self.clock = SimulatedClock()
        self.random = Random(seed)
        self.platform = PlatformDouble()
        self.http = InlineExecutor()
        self.outbox = open_outbox(folder, self.clock, random=self.random)
        self.links: list[bool] = []
        self.changes: list[Transaction] = []

    def commit(self, text: str = "路灯坏了", *, case_id: str | None = None, claim: bool = False) -> Transaction:
        return self.outbox.commit(SERVICE, text.encode(), slip=b"{}", case_id=case_id, claim=claim)

    def kept(self, name: str) -> Transaction:
        """What the store must hold under this key or number."""
        found = self.outbox.get(name)
        assert found is not None, f"the store holds no {name}"
        return found

    def state(self, transaction: Transaction) -> str:
        return self.kept(transaction.key).state

    async def call(self, use: Callable[[Any], Any], /) -> Any:
        return use(self.outbox)

    def make_sender(self) -> Sender:
        return Sender(
            self.call,
            self.platform,
            self.http,
            terminal=TERMINAL,
            clock=self.clock,
            random=self.random,
            on_link=self.links.append,
            on_change=self.changes.append,
        )

    def restart(self) -> None:
        """As after a power cut: a new process on the same folder."""
        self.outbox.close()
        self.outbox = open_outbox(self.folder, self.clock, random=self.random)

    def play(self, scene: Callable[[Sender], Any]) -> None:
        """Run a scene while the sender runs in the background; a bug of the sender fails the test."""

        async def whole() -> None:
            sender = self.make_sender()
            running = asyncio.create_task(sender.run())
            try:
                await scene(sender)
                if running.done():
                    running.result()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await sender.close()

        asyncio.run(whole())
