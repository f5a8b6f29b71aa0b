# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of the database is damaged: what can be read is saved, with the same keys and bytes, and the rest is told."""

from __future__ import annotations

import random
from pathlib import Path
from random import Random

import pytest

from kiosk.demo.stage import Stage
from kiosk.store import STORE
from kiosk.visit.screens import Home
from offline_cache.database import PAGE_BYTES, Database
from offline_cache.errors import StoreCorrupt
from offline_cache.night_copy import copy
from offline_cache.outbox.audit import AuditEvent, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.salvage import ready, reports, salvage
from offline_cache.sealing import Sealed
from offline_cache.transport import Accepted, StatusResult
from offline_cache.transport import Stage as Stages
from tests.citizen import Citizen
from tests.offline_cache.store_stand import Stand, open_outbox

_CASES = 60
Kept = dict[str, tuple[str, Sealed]]


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path / "data")


def _filled(stand: Stand) -> Kept:
    """Commit cases and close the store; the first of them is settled."""
    for n in range(_CASES):
        # Text that packing does not shrink much, so that a page holds few of them.
        stand.commit(f"第{n}件" + "".join(map(chr, Random(n).choices(range(0x4E00, 0x9000), k=600))))
    items = stand.outbox.claim(_CASES)
    kept = {item.key: (stand.kept(item.key).number, item.sealed) for item in items}
    first = items[0]
    stand.outbox.record_acceptance(Accepted(key=first.key, digest=first.sealed.digest, acceptance=b"signed"))
    stand.outbox.settle(StatusResult(key=first.key, stage=Stages.SETTLED))
    stand.outbox.release([item.key for item in items[1:]], "unreachable")
    return kept


def _path(stand: Stand) -> Path:
    return stand.folder / "outbox.db"


def _page_of(path: Path, content: bytes) -> int:
    return path.read_bytes().index(content) // PAGE_BYTES


def _overwrite(path: Path, page: int, content: bytes = b"\xff" * PAGE_BYTES) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE_BYTES)
        file.write(content)


def _reopened(stand: Stand) -> Outbox:
    ready(_path(stand))
    return open_outbox(stand.folder, stand.clock, random=stand.random)


def _delivered(outbox: Outbox) -> dict[str, Sealed]:
    return {item.key: item.sealed for item in outbox.claim(1000)}


def test_a_damaged_page_costs_its_own_rows_only(stand: Stand) -> None:
    """One bad page would take every case of the terminal with it."""
    kept = _filled(stand)
    stand.outbox.close()
    path = _path(stand)
    victim = list(kept.values())[30]
    _overwrite(path, _page_of(path, victim[1].ciphertext[:64]))
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt):
        Database(path)
    report = salvage(path, stand.clock.now())
    assert report.readable
    assert report.saved + report.lost == _CASES
    assert 1 <= report.lost <= 4
    assert victim[0] in report.lost_numbers
    assert len(report.lost_numbers) == report.lost
    assert reports(path) == [report]
    assert (path.parent / report.set_aside).read_bytes() == before
    outbox = _reopened(stand)
    first = next(iter(kept))
    settled = outbox.get(first)
    assert settled is not None
    assert settled.state is State.SETTLED
    sent = _delivered(outbox)
    assert len(sent) == report.saved - 1
    for key, sealed in sent.items():
        assert sealed == kept[key][1]
    assert [entry.event for entry in read_entries(outbox._database)].count(AuditEvent.SALVAGED) == 1
    # No number of before comes again.
    new = outbox.commit("report-12345", b"x", slip=b"{}")
    assert new.number[8:14] != victim[0][8:14]
    outbox.close()


def test_the_copy_gives_back_what_the_page_took(stand: Stand) -> None:
    """There was a copy, and a citizen's words were lost nevertheless."""
    kept = _filled(stand)
    copy(_path(stand), spare_bytes=0)
    stand.commit("after the copy")
    stand.outbox.close()
    path = _path(stand)
    _overwrite(path, _page_of(path, list(kept.values())[30][1].ciphertext[:64]))
    report = salvage(path, stand.clock.now())
    assert (report.saved, report.lost) == (_CASES + 1, 0)
    assert report.from_copy >= 1
    outbox = _reopened(stand)
    sent = _delivered(outbox)
    assert {key: sent[key] for key in list(kept)[1:]} == {key: kept[key][1] for key in list(kept)[1:]}
    outbox.close()


def test_a_file_whose_head_is_gone_is_replaced_from_the_copy(stand: Stand) -> None:
    """Nothing of the file can be read: without the copy all is lost, with it nothing of before the night."""
    kept = _filled(stand)
    copy(_path(stand), spare_bytes=0)
    stand.outbox.close()
    path = _path(stand)
    _overwrite(path, 0)
    report = salvage(path, stand.clock.now())
    assert not report.readable
    assert (report.saved, report.from_copy, report.lost) == (_CASES, _CASES, 0)
    assert "could not be read" in report.summary()
    outbox = _reopened(stand)
    assert set(_delivered(outbox)) == set(list(kept)[1:])
    outbox.close()


def test_a_flipped_byte_is_found_and_never_sent(stand: Stand) -> None:
    """The platform would refuse bytes that the citizen never signed for, or the case would be dropped silently."""
    kept = _filled(stand)
    stand.outbox.close()
    path = _path(stand)
    key, (_, sealed) = list(kept.items())[30]
    whole = bytearray(path.read_bytes())
    whole[whole.index(sealed.ciphertext[:64]) + 40] ^= 1
    path.write_bytes(whole)
    report = salvage(path, stand.clock.now())
    assert (report.saved, report.parked, report.lost) == (_CASES, 1, 0)
    outbox = _reopened(stand)
    parked = outbox.get(key)
    assert parked is not None
    assert (parked.state, parked.trouble) == (State.PARKED, "damaged")
    assert key not in _delivered(outbox)
    outbox.close()


def test_what_was_only_in_the_log_is_saved(stand: Stand, tmp_path: Path) -> None:
    """The newest cases lie in the log beside the file until it is folded in."""
    _filled(stand)
    stand.outbox._database._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newest = stand.commit("the newest")
    folder = tmp_path / "cut"
    folder.mkdir()
    for name in ("outbox.db", "outbox.db-wal"):  # as a power cut leaves them
        (folder / name).write_bytes((stand.folder / name).read_bytes())
    report = salvage(folder / "outbox.db", stand.clock.now())
    assert (report.saved, report.lost) == (_CASES + 1, 0)
    outbox = open_outbox(folder, stand.clock, random=stand.random)
    assert outbox.get(newest.key) is not None
    outbox.close()


@pytest.mark.parametrize("seed", range(6))
def test_any_damaged_pages_are_survived(stand: Stand, seed: int) -> None:
    """The salvage would itself stumble over what it is there for, and the terminal stay dark for ever."""
    kept = _filled(stand)
    stand.outbox.close()
    path = _path(stand)
    dice = random.Random(seed)
    pages = path.stat().st_size // PAGE_BYTES
    for page in dice.sample(range(1, pages), 5):
        _overwrite(path, page, dice.randbytes(PAGE_BYTES))
    report = salvage(path, stand.clock.now())
    outbox = _reopened(stand)
    assert report.saved + report.lost >= _CASES or not report.readable
    for key, sealed in _delivered(outbox).items():
        assert sealed == kept[key][1]
    assert outbox._database.rows("PRAGMA integrity_check")[0][0] == "ok"
    outbox.close()


@pytest.mark.parametrize("moment", ["log moved", "file moved"])
def test_a_power_cut_in_the_middle_is_finished_at_the_next_start(stand: Stand, moment: str) -> None:
    """An old log beside the new file, or no file at all where all cases had been saved."""
    _filled(stand)
    stand.outbox.close()
    path = _path(stand)
    path.with_name("outbox.db-wal").write_bytes(b"old log")
    salvage(path, stand.clock.now())
    [set_aside] = [
        one for one in stand.folder.glob("outbox.db.damaged-*") if one.suffix == "" or one.name.endswith("Z")
    ]
    when = set_aside.name.removeprefix("outbox.db.damaged-")
    path.rename(stand.folder / f"outbox.db.salvaged-{when}")
    if moment == "log moved":
        set_aside.rename(path)
    outbox = _reopened(stand)
    assert sum(outbox.counts().values()) == _CASES
    assert set_aside.exists()
    assert not list(stand.folder.glob("*.salvaged-*"))
    outbox.close()


def test_a_database_that_is_gone_comes_back_from_its_copy(stand: Stand) -> None:
    """A file system check that dropped the file would make the terminal forget every case without a word."""
    _filled(stand)
    copy(_path(stand), spare_bytes=0)
    stand.outbox.close()
    _path(stand).unlink()
    with pytest.raises(StoreCorrupt):
        ready(_path(stand))
    report = salvage(_path(stand), stand.clock.now())
    assert report.saved == _CASES


def test_the_terminal_goes_on(tmp_path: Path) -> None:
    """One bad page would take the terminal out of service until somebody comes."""
    with Stage(tmp_path) as stage:
        store = stage.places.state / STORE
        store.write_bytes(b"no database" * 1000)
        stage.start_engine()
        citizen = Citizen(stage.places.socket)
        citizen.expect(Home)
        [report] = reports(store)
        assert (store.parent / report.set_aside).read_bytes() == b"no database" * 1000
        citizen.close()
