# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is read-only, as the kernel makes it after errors: nothing is lost, and the terminal goes on after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from offline_cache.ballast import BALLAST, Ballast
from offline_cache.errors import StoreCorrupt, StoreReadOnly, StoreTrouble
from offline_cache.night_copy import copy
from offline_cache.outbox.states import State
from offline_cache.salvage import salvage
from tests.faults.small_disk import complaints, remount
from tests.offline_cache.store_stand import SimulatedClock, open_outbox


def _refused(use: Callable[[], object]) -> StoreTrouble:
    try:
        use()
    except StoreTrouble as trouble:
        return trouble
    raise AssertionError("a read-only disk took a write")


def test_a_disk_that_is_read_only_loses_nothing(tmp_path: Path) -> None:
    """The trouble would be taken for damage and the queue set aside, or the terminal not recover when the disk does.

    The kernel does not let a disk be remounted while files are open for writing, so the store is closed meanwhile.
    """
    assert complaints(_closed_meanwhile, tmp_path / "disk", megabytes=8) == ""


def _closed_meanwhile(folder: Path) -> None:
    clock = SimulatedClock()
    path = folder / "outbox.db"
    ballast = Ballast(folder, size=1024 * 1024, spare_bytes=0)
    outbox = open_outbox(folder, clock, random=Random(1))
    first = outbox.commit("report-12345", b"first", slip=b"{}")
    [item] = outbox.claim(1)
    outbox.close()
    before = path.read_bytes()

    remount(folder, "ro")
    told = _refused(lambda: open_outbox(folder, clock, random=Random(1)))
    assert not isinstance(told, StoreCorrupt)
    assert isinstance(_refused(ballast.keep), StoreReadOnly)
    _refused(lambda: copy(path, spare_bytes=0))
    _refused(lambda: salvage(path, clock.now()))
    assert path.read_bytes() == before
    assert not (folder / BALLAST).exists()

    remount(folder, "rw")
    outbox = open_outbox(folder, clock, random=Random(1))
    kept = outbox.get(first.key)
    assert kept is not None
    assert kept.state is State.QUEUED
    assert outbox.claim(1) == [item]
    assert outbox.commit("report-12345", b"second", slip=b"{}").number[8:14] == first.number[8:14]
    assert ballast.keep()
    assert {one.name for one in folder.iterdir()} >= {"outbox.db", BALLAST}
    assert not list(folder.glob("*damaged*"))
    outbox.close()
