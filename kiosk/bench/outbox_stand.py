# SPDX-License-Identifier: GPL-3.0-or-later
"""An outbox to be measured, and its way through a queue; as a program, what `strace` counts the syncs of."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from random import SystemRandom

from offline_cache import pace
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.transaction import Transaction
from offline_cache.packing import Packing
from offline_cache.sealing import Header, PlatformKey, Sealed, Sealer, Suite, new_opening_key, new_signing_key
from offline_cache.transport import Accepted, Delivery, Stage, StatusResult

SERVICE = "report-12345"
TERMINAL = "4452-0137"
PAYLOAD = os.urandom(2048)
"""2 KB, the size of a filled-in form; no packing makes it smaller."""
SLIP = b"{}"


class TimedSealer(Sealer):
    """Seals to a key made up for the run, and tells how long that took."""

    def __init__(self, suite: Suite = Suite.HPKE) -> None:
        public = new_opening_key(suite).public_key().public_bytes_raw()
        clock = SystemClock()
        key = PlatformKey(id="bench", public_key=public, not_after=clock.now(), suite=suite)
        super().__init__(key, new_signing_key(suite))
        self.packed: list[float] = []
        self.sealed: list[float] = []
        """Seconds that each took."""
        self.last: Sealed | None = None
        self._header: Header | None = None
        self._apart = {"pack": 0.0, "seal": 0.0}

    def pack(self, payload: bytes) -> tuple[bytes, Packing]:
        """Pack, and note the seconds."""
        began = time.perf_counter()
        packed = super().pack(payload)
        self.packed.append(time.perf_counter() - began)
        self._apart["pack"] = time.perf_counter() - began  # with the noting, which is nobody's work
        return packed

    def seal(self, header: Header, payload: bytes) -> Sealed:
        """Seal, and note the seconds."""
        began = time.perf_counter()
        self.last = super().seal(header, payload)
        self.sealed.append(time.perf_counter() - began)
        self._header = header
        self._apart["seal"] = time.perf_counter() - began
        return self.last

    def apart(self) -> float:
        """Seconds that the last transaction's packing and sealing took."""
        return sum(self._apart.values())

    def again(self) -> None:
        """Do the last transaction's work once more, before each measurement of anybody.

        Then the processor has woken from the wait for the disk, and its caches hold the same for all.
        """
        if self._header is not None:
            super().pack(PAYLOAD)
            super().seal(self._header, PAYLOAD)


def open_outbox(path: Path, sealer: Sealer) -> Outbox:
    """A sender's outbox in this file."""
    database = Database(path)
    outbox = Outbox(database, sealer, terminal=TERMINAL, hardware="bench", clock=SystemClock(), random=SystemRandom())
    outbox.take_over()
    return outbox


def put(outbox: Outbox) -> Transaction:
    """Commit one transaction of 2 KB."""
    return outbox.commit(SERVICE, PAYLOAD, slip=SLIP)


def put_claimed(outbox: Outbox) -> Delivery:
    """Commit one transaction of 2 KB that goes to the platform at once, as a citizen's does."""
    made = outbox.commit(SERVICE, PAYLOAD, slip=SLIP, claim=True)
    item = outbox.claim_one(made.key)
    if item is None:
        raise RuntimeError("what was claimed is handed out")
    return item


def acceptance(item: Delivery) -> Accepted:
    """What a platform answers that takes everything."""
    return Accepted(key=item.key, digest=item.sealed.digest, platform_number=f"P{item.key[:8]}", acceptance=bytes(400))


def accept(outbox: Outbox, limit: int) -> list[Transaction]:
    """Claim up to `limit` and record their acceptances, as the sender does after one call."""
    return record(outbox, [acceptance(item) for item in outbox.claim(limit)])


def record(outbox: Outbox, results: list[Accepted]) -> list[Transaction]:
    """Record what the platform answered to one call, as the sender does."""
    return outbox.together([lambda queue, result=result: queue.record_acceptance(result) for result in results])  # type: ignore[misc]


def settle(outbox: Outbox, accepted: list[Transaction]) -> None:
    """Record that all of these are settled, as the sender does after one question."""
    answers = [StatusResult(key=transaction.key, stage=Stage.SETTLED) for transaction in accepted]
    outbox.together([lambda queue, answer=answer: queue.settle(answer) for answer in answers], durable=False)  # type: ignore[misc]


def _one_by_one(outbox: Outbox, count: int) -> None:
    for _ in range(count):
        put(outbox)
        accept(outbox, 1)


def _one_by_one_settled(outbox: Outbox, count: int) -> None:
    for _ in range(count):
        put(outbox)
        settle(outbox, accept(outbox, 1))


def _in_batches(outbox: Outbox, count: int) -> None:
    for _ in range(count):
        put(outbox)
    while accepted := accept(outbox, pace.BATCH):
        settle(outbox, accepted)


WAYS = {"accepted": _one_by_one, "settled": _one_by_one_settled, "batches": _in_batches}


if __name__ == "__main__":
    _, _way, _file, _count = sys.argv
    _outbox = open_outbox(Path(_file), TimedSealer())
    WAYS[_way](_outbox, int(_count))
    _outbox.close()
