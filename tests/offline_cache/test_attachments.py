# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a citizen's papers get lost between desk and queue, stay behind, or lie open on the disk."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from offline_cache.attachments.folder import FOLDER, AttachmentDamaged, AttachmentFolder
from offline_cache.attachments.sealed_file import LONGEST, MOST, open_chunks
from offline_cache.errors import StoreReadOnly
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.packing import NotPacked, pack, unpack
from offline_cache.transport import Accepted, Stage, StatusResult
from tests.offline_cache.store_stand import PLATFORM_PRIVATE, SERVICE, START, Stand, open_outbox

SECRET = "440000199001011234"
PAPERS = (b"%PDF " + SECRET.encode() * 9000, b"\xff\xd8" + SECRET.encode() * 10, b"")
CASE = "0f2b4a52-9d57-4b0e-9a4b-2d9c5a1d8c11"


def hand_in(stand: Stand, papers: tuple[bytes, ...] = PAPERS, case_id: str | None = None) -> Transaction:
    return stand.outbox.commit(SERVICE, SECRET.encode() * 20, slip=b"{}", attachments=papers, case_id=case_id)


def files(stand: Stand) -> list[str]:
    return sorted(path.name for path in (stand.folder / FOLDER).iterdir())


def deliver(stand: Stand, key: str) -> None:
    """What the sender records when the platform has taken over."""
    [item] = [item for item in stand.outbox.claim(10) if item.key == key]
    stand.outbox.record_acceptance(Accepted(key=key, digest=item.sealed.digest, acceptance=b"signed"))


def test_papers_are_sealed_listed_and_readable_to_the_platform_only(stand: Stand) -> None:
    """The main job, and the stolen disk: no byte of a paper lies open in the whole folder."""
    case = hand_in(stand)
    [item] = stand.outbox.claim(1)
    listed = item.sealed.read_header().attachments
    assert stand.outbox.attachments.of(case.key) == list(listed)
    assert files(stand) == sorted(attached.digest for attached in listed)
    for place, (attached, paper) in enumerate(zip(listed, PAPERS, strict=True)):
        with (stand.folder / FOLDER / attached.digest).open("rb") as file:
            opened = open_chunks(file, key=case.key, place=place, private_key_of=lambda _: PLATFORM_PRIVATE)
            assert b"".join(opened) == paper
        assert (stand.folder / FOLDER / attached.digest).stat().st_mode & 0o777 == 0o600
    assert (stand.folder / FOLDER).stat().st_mode & 0o777 == 0o700
    stand.outbox._database.rows("PRAGMA wal_checkpoint(FULL)")
    content = b"".join(path.read_bytes() for path in stand.folder.rglob("*") if path.is_file())
    assert len(content) > sum(map(len, PAPERS))
    assert not [trace for trace in (SECRET[:8], "%PDF 440000") if trace.encode() in content]


def test_a_paper_is_on_the_disk_before_its_row(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content, name, then the row: otherwise a power cut leaves a promise without its paper."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        done.append(f"fsync {'draft' if name.endswith('.draft') else name}")
        fsync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        done.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    stand.outbox._database._connection.set_trace_callback(lambda sql: done.append(sql.split()[0]))
    hand_in(stand, PAPERS[:2])
    before = done[: done.index("BEGIN")]
    assert before == [
        f"fsync {stand.folder.name}",
        *["fsync draft", "rename"] * 2,
        f"fsync {FOLDER}",
    ]
    assert done[-1] == "COMMIT"


def test_what_was_never_committed_is_swept(stand: Stand) -> None:
    """Papers of a citizen who never got a receipt would lie there for ever."""
    case = hand_in(stand)
    kept = files(stand)
    folder = AttachmentFolder(stand.folder / FOLDER)
    folder.keep([lambda: [b"killed before its row"]])
    (stand.folder / FOLDER / "0123456789abcdef.draft").write_bytes(b"killed while it was written")
    (stand.folder / FOLDER / "lost+found").mkdir()
    assert len(files(stand)) == len(kept) + 3
    stand.restart()
    assert files(stand) == [*kept, "lost+found"]
    assert stand.kept(case.key).state is State.QUEUED


def test_beside_a_damaged_database_nothing_is_swept(stand: Stand) -> None:
    """Its rows are lost, the papers need not be: whoever reads the damaged file needs them."""
    hand_in(stand)
    kept = files(stand)
    stand.outbox._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    stand.outbox.close()
    (stand.folder / "outbox.db").rename(stand.folder / "outbox.db.damaged-20261121T000000Z")
    (stand.folder / "outbox.db.damaged-20261121T000000Z.json").write_text(
        '{"at":"","set_aside":"outbox.db.damaged-20261121T000000Z","saved":0,"from_copy":0,"parked":0,"lost":1,'
        '"lost_numbers":[],"readable":true}'
    )
    stand.outbox = open_outbox(stand.folder, stand.clock, random=stand.random)
    assert files(stand) == kept


def test_a_commit_that_fails_leaves_no_paper(stand: Stand) -> None:
    """The citizen is told that nothing was kept, and nothing may be."""
    with pytest.raises(Exception, match="no open marker"):
        stand.outbox.commit(SERVICE, b"x", slip=b"{}", attachments=PAPERS, visit="no such visit")
    assert files(stand) == []
    assert stand.outbox.listed(limit=10) == []


@pytest.mark.parametrize("papers", [(b"x",) * (MOST + 1), (b"x", bytes(LONGEST + 1))], ids=["too many", "too long"])
def test_what_no_platform_takes_is_refused_before_it_is_kept(stand: Stand, papers: tuple[bytes, ...]) -> None:
    """It would wait in the queue for ever."""
    with pytest.raises(ValueError, match="at most"):
        hand_in(stand, papers)
    assert stand.outbox.listed(limit=10) == []
    assert not (stand.folder / FOLDER).exists() or files(stand) == []


def test_papers_go_after_settlement_and_retention_only(stand: Stand) -> None:
    """Deleted earlier, a platform restored from its backup could never get them again."""
    case, other = hand_in(stand), hand_in(stand, (b"another's",))
    both = files(stand)
    stand.outbox.purge(START + timedelta(days=400))
    assert files(stand) == both
    deliver(stand, case.key)
    stand.outbox.purge(START + timedelta(days=400))
    assert files(stand) == both
    stand.outbox.settle(StatusResult(key=case.key, stage=Stage.SETTLED))
    stand.outbox.purge(START)
    assert files(stand) == both
    assert stand.outbox.purge(START + timedelta(days=31)) == 1
    assert files(stand) == [stand.outbox.attachments.of(other.key)[0].digest]
    assert len(stand.outbox.attachments.of(case.key)) == len(PAPERS), "the rows stay as proof"


def test_a_power_cut_in_the_middle_of_a_purge_is_finished(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers that nobody may keep any longer would stay."""
    case = hand_in(stand)
    deliver(stand, case.key)
    stand.outbox.settle(StatusResult(key=case.key, stage=Stage.SETTLED))
    with monkeypatch.context() as patched:
        patched.setattr(AttachmentFolder, "discard", lambda *_: None)
        stand.outbox.purge(START + timedelta(days=31))
    assert len(files(stand)) == len(PAPERS)
    stand.restart()
    assert files(stand) == []


def test_pieces_are_read_as_asked(stand: Stand) -> None:
    """An upload that goes on in the middle must go on with the right bytes."""
    case = hand_in(stand)
    attached = stand.outbox.attachments.of(case.key)[0]
    whole = (stand.folder / FOLDER / attached.digest).read_bytes()
    assert stand.outbox.attachments.piece(attached, 1000, 500) == whole[1000:1500]
    assert stand.outbox.attachments.piece(attached, attached.size - 10, 500) == whole[-10:]
    stand.outbox.attachments.check(case.key)


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_damaged_paper_is_told(stand: Stand, how: str) -> None:
    """It is looked for wherever the bytes are used."""
    case = hand_in(stand)
    attached = stand.outbox.attachments.of(case.key)[0]
    path = stand.folder / FOLDER / attached.digest
    if how == "missing":
        path.unlink()
        with pytest.raises(AttachmentDamaged, match=how):
            stand.outbox.attachments.piece(attached, 0, 10)
    else:
        content = bytearray(path.read_bytes())
        content[70_000] ^= 1
        path.write_bytes(content)
    with pytest.raises(AttachmentDamaged, match=how):
        stand.outbox.attachments.check(case.key)


def test_a_folder_that_cannot_be_written_is_told_as_the_disks(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visit must say that nothing was kept, whatever the disk says."""

    def refuse(*_: object, **__: object) -> int:
        raise OSError(30, "Read-only file system")

    hand_in(stand)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(StoreReadOnly):
            hand_in(stand)
    assert len(stand.outbox.listed(limit=10)) == 1


def test_the_second_of_a_case_waits_for_the_first_and_nobody_else_does(stand: Stand) -> None:
    """A supplement (补正) before its application would be nobody's; other citizens must not wait for it."""
    first = hand_in(stand, (), CASE)
    second = hand_in(stand, (), CASE)
    third = hand_in(stand, (), CASE)
    stranger = hand_in(stand, ())
    headers = [stand.outbox.by_hand.sealed(one.key).read_header() for one in (first, second, third, stranger)]
    assert [(one.case_id, one.case_sequence) for one in headers] == [(CASE, 1), (CASE, 2), (CASE, 3), (None, None)]
    assert [item.key for item in stand.outbox.claim(10)] == [first.key, stranger.key]
    assert stand.outbox.claim(10) == []
    assert stand.outbox.claim_one(second.key) is None
    stand.outbox.release([first.key], "unreachable")
    assert [item.key for item in stand.outbox.claim(10)] == [first.key]
    for one, then in ((first, second), (second, third)):
        digest = stand.outbox.by_hand.sealed(one.key).digest
        stand.outbox.record_acceptance(Accepted(key=one.key, digest=digest, acceptance=b"signed"))
        assert [item.key for item in stand.outbox.claim(10)] == [then.key]


def test_what_waits_for_a_person_holds_up_its_own_case_only(stand: Stand) -> None:
    """Out of order is worse than late, inside one case."""
    first, second = hand_in(stand, (), CASE), hand_in(stand, (), CASE)
    stand.outbox.claim(10)
    stand.outbox.reject(first.key, "form_invalid")
    assert stand.outbox.claim(10) == []
    stand.outbox.retry(first.key)
    assert [item.key for item in stand.outbox.claim(10)] == [first.key]
    assert stand.kept(second.key).state is State.QUEUED


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 500, 5000])
def test_packing_makes_smaller_or_leaves_alone(size: int) -> None:
    """Sealed bytes do not shrink any more: what a slow line would carry for nothing is saved before."""
    chance = Random(size)
    for payload in (b"ab" * size, chance.randbytes(size)):
        packed, how = pack(payload)
        assert len(packed) <= len(payload)
        assert unpack(packed, how) == payload
        assert how is None or len(packed) % 64 == 0, "the length tells little"


def test_unpacking_makes_no_more_than_allowed() -> None:
    """A terminal, or somebody in its name, could fill the platform's memory with a kilobyte."""
    packed, how = pack(bytes(1 << 20))
    assert how == "zlib"
    with pytest.raises(NotPacked, match="larger"):
        unpack(packed, how, longest=(1 << 20) - 1)
    with pytest.raises(NotPacked, match="larger"):
        unpack(bytes(100), None, longest=99)
    for broken in (packed[:-80], b"no zlib", packed + b"x", packed + bytes(64), b""):
        with pytest.raises(NotPacked):
            unpack(broken, how)
