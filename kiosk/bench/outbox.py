# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk bench outbox`: how often the queue waits for the disk, and how close it comes to bare SQLite and to peers."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import time
import tracemalloc
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import SystemRandom
from statistics import median
from tempfile import TemporaryDirectory

from msgspec import structs

from kiosk.bench.figures import Figure, spread
from kiosk.bench.outbox_loopback import seconds_an_item
from kiosk.bench.outbox_peers import BareSqlite, open_peers
from kiosk.bench.outbox_stand import (
    PAYLOAD,
    SLIP,
    TimedSealer,
    accept,
    acceptance,
    open_outbox,
    put,
    put_claimed,
    record,
    settle,
)
from offline_cache import pace
from offline_cache.database import Database
from offline_cache.outbox.states import State
from offline_cache.sealing import Suite
from offline_cache.transport import Delivery

WARMING = 20
ROUNDS = 400
COUNTED = 300
BACKLOG = 100_000
CLAIMS = 200
DRAINED = 500
DRAININGS = 5

ONE_BY_ONE_SYNCS = 2.1
"""One for the commit, one for the acceptance; a tenth is for SQLite's checkpoints, some in a hundred commits."""
BATCH_SYNCS = 1.1
"""One for each commit; a batch's acceptances share one."""
BARE_LIMIT = 1 / 0.85
PEER_LIMIT = 1.0
SEAL_LIMIT_US = 150.0
BACKLOG_LIMIT = 1.3
DRAIN_LIMIT = 1 / 9
LINK_SECONDS = 0.03
LINK_LIMIT = 1.5
"""What the terminal itself does with a batch takes less than half of the way."""
GROWTH_LIMIT_KB = 256.0


def run() -> list[Figure]:
    """Measure, in the folder for temporary files, which must lie on the disk in question; takes about half a minute."""
    with TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        return [
            *counted_syncs(folder, COUNTED),
            *enqueueing(folder, ROUNDS),
            *sealing_by_sm(folder, ROUNDS // 4),
            *against_peers(folder, ROUNDS),
            *backlog(folder, BACKLOG, CLAIMS),
            *draining(folder, DRAINED),
            *going_on(folder, 4 * ROUNDS),
        ]


def counted_syncs(folder: Path, count: int) -> list[Figure]:
    """Syncs for one transaction, counted from outside by `strace`."""
    tool = shutil.which("strace")
    if tool is None:
        return [Figure("syncs cannot be counted: strace is not installed", 1, "missing", 0)]

    def each(way: str) -> float:
        return (_syncs(tool, folder, way, count) - _syncs(tool, folder, way, 0)) / count

    return [
        Figure("syncs for commit, claim and acceptance", each("accepted"), "syncs", ONE_BY_ONE_SYNCS),
        Figure("the same until settled, one by one", each("settled"), "syncs", ONE_BY_ONE_SYNCS),
        Figure("the same until settled, in batches", each("batches"), "syncs", BATCH_SYNCS),
    ]


def _syncs(tool: str, folder: Path, way: str, count: int) -> int:
    counts = folder / f"{way}-{count}.strace"
    subprocess.run(
        [
            *(tool, "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range", "-e", "signal=none", "-o", counts),
            *(sys.executable, "-m", "kiosk.bench.outbox_stand", way, folder / f"{way}-{count}.db", str(count)),
        ],
        check=True,
    )
    return sum("sync" in line and "resumed" not in line for line in counts.read_text(encoding="ascii").splitlines())


def enqueueing(folder: Path, rounds: int) -> list[Figure]:
    """A durable commit, without the sealing, and bare `sqlite3` writing the same rows, in turns."""
    sealer = TimedSealer()
    outbox, bare = open_outbox(folder / "enqueue.db", sealer), BareSqlite(folder / "bare.db")
    made = put(outbox)
    took: dict[str, list[float]] = {"ours": [], "bare": []}

    def ours() -> float:
        sealer.again()
        return _took(lambda: put(outbox)) - sealer.apart()

    def theirs() -> float:
        nonlocal made
        made = structs.replace(made, key=str(uuid.uuid4()), number=f"{int(made.number) + 11:020}")
        sealer.again()
        sealed = sealer.last
        if sealed is None:
            raise RuntimeError("committed without sealing")
        return _took(lambda: bare.write(made, sealed, SLIP))

    _in_turns(rounds, {"ours": ours, "bare": theirs}, took)
    outbox.close()
    bare.close()
    return [
        *spread("packing 2 KB", _us(sealer.packed), "us"),
        *spread("sealing and signing 2 KB", _us(sealer.sealed), "us", limit=SEAL_LIMIT_US),
        *spread("a durable commit, packing and sealing apart", _us(took["ours"]), "us"),
        *spread("bare sqlite3 writing the same rows", _us(took["bare"]), "us"),
        Figure("a durable commit / bare sqlite3", _ratio(took["ours"], took["bare"]), "times", BARE_LIMIT),
    ]


def sealing_by_sm(folder: Path, rounds: int) -> list[Figure]:
    """The same sealing in a province of the Chinese algorithms: nobody waits for it, so it has no limit."""
    outbox = open_outbox(folder / "sm.db", sealer := TimedSealer(Suite.SM))
    for _ in range(rounds):
        put(outbox)
    outbox.close()
    return spread("sealing and signing 2 KB by SM2, SM3 and SM4", _us(sealer.sealed), "us")


def against_peers(folder: Path, rounds: int) -> list[Figure]:
    """Commit, claim and acceptance of one transaction, and the same of each peer at that durability, in turns.

    The claim is a part of the commit, as for a citizen who waits; beside it, without a limit, as a step of its own, as
    it is for what has waited in the queue.
    """
    sealer = TimedSealer()
    outbox = open_outbox(folder / "cycle.db", sealer)
    peers, missing = open_peers(folder)

    def ours() -> float:
        sealer.again()
        items: list[Delivery] = []
        claimed = _took(lambda: items.append(put_claimed(outbox))) - sealer.apart()
        return claimed + recorded(items)

    def in_three_steps() -> float:
        sealer.again()
        committed = _took(lambda: put(outbox)) - sealer.apart()
        items: list[Delivery] = []
        claimed = _took(lambda: items.extend(outbox.claim(1)))
        return committed + claimed + recorded(items)

    def recorded(items: list[Delivery]) -> float:
        answers = [acceptance(item) for item in items]  # the platform's work
        return _took(lambda: record(outbox, answers))

    def theirs(cycle: Callable[[bytes], None]) -> float:
        sealer.again()
        payload = sealer.last.ciphertext if sealer.last else PAYLOAD
        return _took(lambda: cycle(payload))

    turns = {"ours": ours, "steps": in_three_steps} | {name: partial(theirs, cycle) for name, cycle in peers.items()}
    took: dict[str, list[float]] = {name: [] for name in turns}
    _in_turns(rounds, turns, took)
    outbox.close()
    return [
        *spread("commit with its claim, acceptance; sealing apart", _us(took["ours"]), "us"),
        *spread("commit, claim, acceptance, each by itself; sealing apart", _us(took["steps"]), "us"),
        *(figure for name in peers for figure in spread(f"a cycle of {name}", _us(took[name]), "us")),
        *(Figure(f"our cycle / {name}'s", _ratio(took["ours"], took[name]), "times", PEER_LIMIT) for name in peers),
        *(Figure(f"{name} is not installed: nothing to compare with", 1, "missing", 0) for name in missing),
    ]


def _in_turns(rounds: int, turns: Mapping[str, Callable[[], float]], took: Mapping[str, list[float]]) -> None:
    """Let all have their turn in each round, in an order that changes at random; the first rounds do not count."""
    order = SystemRandom()
    for number in range(WARMING + rounds):
        for name in order.sample(sorted(turns), len(turns)):
            seconds = turns[name]()
            took[name].append(seconds)
        if number + 1 == WARMING:
            for samples in took.values():
                samples.clear()


def backlog(folder: Path, count: int, claims: int) -> list[Figure]:
    """Claiming one from an empty queue, with `count` waiting, and with `count` settled."""
    empty = _claiming(folder / "empty.db", None, 0, claims)
    waiting = _claiming(folder / "waiting.db", State.QUEUED, count, claims)
    settled = _claiming(folder / "settled.db", State.SETTLED, count, claims)
    return [
        *spread("claiming one when no other is there", _us(empty), "us"),
        Figure(f"with {count} waiting / with none", median(waiting) / median(empty), "times", BACKLOG_LIMIT),
        Figure(f"with {count} settled / with none", median(settled) / median(empty), "times", BACKLOG_LIMIT),
    ]


def _claiming(path: Path, state: State | None, count: int, claims: int) -> list[float]:
    outbox = open_outbox(path, TimedSealer())
    made = put(outbox)
    outbox.close()
    if state is not None:
        _fill(path, state, count)
    outbox = open_outbox(path, TimedSealer())
    took = []
    for _ in range(claims):
        began = time.perf_counter()
        claimed = outbox.claim(1)
        took.append(time.perf_counter() - began)
        if [item.key for item in claimed] != [made.key]:
            raise RuntimeError("the oldest comes first")
        outbox.release([made.key], "bench")
    outbox.close()
    path.unlink()
    return took


def _fill(path: Path, state: State, count: int) -> None:
    """Repeat the one row that is there; each repetition has a key and a number of its own."""
    database = Database(path)
    with database.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) "
            "INSERT INTO transactions (key, number, service, state, created_at, digest, header, ciphertext, signature, "
            "settled_at) SELECT hex(randomblob(16)), printf('%020d', n), service, ?, created_at, digest, header, "
            "ciphertext, signature, created_at FROM n, transactions WHERE id = 1",
            (count, state),
        )
    database.close()


def draining(folder: Path, count: int) -> list[Figure]:
    """The real sender before a platform on the loopback, in turns; a hiccup of the disk is in one round only."""
    single, batch, far = [], [], []
    for number in range(DRAININGS):
        place = folder / f"draining-{number}"
        place.mkdir()
        single.append(seconds_an_item(place / "single.db", count, batches=False))
        batch.append(seconds_an_item(place / "batches.db", 4 * count, batches=True))
        far.append(seconds_an_item(place / "far.db", 2 * count, batches=True, delay=LINK_SECONDS))
        shutil.rmtree(place)
    call = median(far) * min(pace.BATCH, 2 * count)
    return [
        Figure("sending one by one over the loopback, an item", median(single) * 1e6, "us"),
        Figure("draining in batches, an item", median(batch) * 1e6, "us"),
        Figure("in batches / one by one", _ratio(batch, single), "times", DRAIN_LIMIT),
        Figure(f"a batch of {pace.BATCH} over a link of {LINK_SECONDS * 1e3:.0f} ms", call * 1e3, "ms"),
        Figure("of that, times the link's own", call / LINK_SECONDS, "times", LINK_LIMIT),
    ]


def going_on(folder: Path, rounds: int) -> list[Figure]:
    """Commit, claim, acceptance, settlement, again and again: what stays in memory."""
    outbox = open_outbox(folder / "memory.db", sealer := TimedSealer())
    tracemalloc.start()
    try:
        held = []
        for number in range(rounds):
            if number in {rounds // 4, rounds - 1}:
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
            put(outbox)
            settle(outbox, accept(outbox, 1))
            sealer.packed.clear()
            sealer.sealed.clear()
    finally:
        tracemalloc.stop()
        outbox.close()
    return [Figure("Python's memory that stays", (held[-1] - held[0]) / 1024, "kB", GROWTH_LIMIT_KB)]


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' own ratios: what disturbs the disk for a while disturbs both."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def _us(samples: list[float]) -> list[float]:
    return [seconds * 1e6 for seconds in samples]
