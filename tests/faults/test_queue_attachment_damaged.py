# SPDX-License-Identifier: GPL-3.0-or-later
"""A citizen's paper is gone from the disk, or its bytes are others: its case is parked, told, and holds up no other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from offline_cache.attachments.folder import FOLDER
from offline_cache.errors import StoreCorrupt
from offline_cache.night_copy import copy
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.salvage import salvage
from offline_cache.sender import Sender
from tests.offline_cache.store_stand import SERVICE, START, SimulatedClock, Stand, open_outbox

LARGE, SMALL = Random(1).randbytes(2_500_000), b"a small picture"


def hand_in(stand: Stand, *papers: bytes) -> Transaction:
    return stand.outbox.commit(SERVICE, b"a form", slip=b"{}", attachments=papers)


def paper_of(stand: Stand, case: Transaction, place: int = 0) -> Path:
    return stand.folder / FOLDER / stand.outbox.attachments.of(case.key)[place].digest


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "shorter": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "one bit altered": flip,
    "another's": lambda path: path.write_bytes(Random(9).randbytes(path.stat().st_size)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_it_parks_its_case_and_no_other(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """A bad sector under one picture must not stop a village, nor bring a wrong picture to the platform."""
    stand = Stand(tmp_path)
    damaged, whole = hand_in(stand, SMALL, LARGE), hand_in(stand, SMALL)
    damage(paper_of(stand, damaged, 1))

    async def scene(_: Sender) -> None:
        await stand.clock.advance(60)

    stand.play(scene)
    kept = stand.kept(damaged.key)
    assert (kept.state, kept.trouble) == (State.PARKED, "damaged")
    assert stand.state(whole) == State.SETTLED
    assert damaged.key in [change.key for change in stand.changes]
    digest = paper_of(stand, damaged, 1).name
    assert digest not in [brought for brought, _, _ in stand.platform.uploads], "nothing of it was sent"
    stand.outbox.close()


def test_what_is_missing_is_found_at_the_start(tmp_path: Path) -> None:
    """At once, and not in the night when the line comes back; what was parked may be put back by hand."""
    stand = Stand(tmp_path)
    case, other = hand_in(stand, SMALL), hand_in(stand, SMALL)
    content = paper_of(stand, case).read_bytes()
    paper_of(stand, case).unlink()
    stand.restart()
    assert (stand.kept(case.key).state, stand.kept(case.key).trouble) == (State.PARKED, "damaged")
    assert stand.state(other) == State.QUEUED
    paper_of(stand, case).write_bytes(content)  # found again by fsck
    stand.outbox.retry(case.key)

    async def scene(_: Sender) -> None:
        await stand.clock.advance(60)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    stand.outbox.close()


def test_papers_outlive_a_damaged_database(tmp_path: Path) -> None:
    """Rows come back from the copy of the night; their papers must still be there, and belong to them."""
    stand = Stand(tmp_path)
    before = hand_in(stand, LARGE, SMALL)
    path = tmp_path / "outbox.db"
    copy(path, spare_bytes=0)
    after = hand_in(stand, SMALL)
    files = sorted((tmp_path / FOLDER).iterdir())
    stand.outbox.close()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreCorrupt):
        open_outbox(tmp_path, SimulatedClock(), random=Random(1))
    report = salvage(path, START)
    assert report.from_copy == 1
    stand.outbox = open_outbox(tmp_path, stand.clock, random=Random(2))
    assert sorted((tmp_path / FOLDER).iterdir()) == files, "the lost case's paper may still be read by hand"
    assert stand.outbox.get(after.key) is None

    async def scene(_: Sender) -> None:
        await stand.clock.advance(60)

    stand.play(scene)
    assert stand.state(before) == State.SETTLED
    for suffix in ("", ".json"):
        (tmp_path / f"{report.set_aside}{suffix}").unlink()
    stand.restart()
    kept = {attached.digest for attached in stand.outbox.attachments.of(before.key)}
    assert {file.name for file in (tmp_path / FOLDER).iterdir()} == kept
    stand.outbox.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
