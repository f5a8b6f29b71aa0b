# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, what a technician carries on a stick is lost on the way, or somebody else's file passes for it."""

import base64
import hashlib
import io
import json
import os
import resource
import tracemalloc
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import BinaryIO

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offline_cache import bundle
from offline_cache.attachments.sealed_file import described, seal_chunks
from offline_cache.bundle import PIECE, BundleError, Manifest, Piece, read_batches, verify_bundle, write_bundle
from offline_cache.clock import ClockQuality, stamp
from offline_cache.number import Series
from offline_cache.sealing import Header, Sealed, Sealer
from tests.offline_cache.store_stand import PLATFORM_KEY, SERVICE, START, TERMINAL, TERMINAL_PRIVATE

TEXT = "邻居王某每天烧垃圾，电话 13800000000"
OWN = TERMINAL_PRIVATE.public_key().public_bytes_raw()
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))


def sealed(sequence: int) -> Sealed:
    header = Header(
        version=1,
        key=str(uuid.UUID(int=sequence, version=4)),
        number=Series(TERMINAL, 604912).number(sequence),
        service=SERVICE,
        created_at=stamp(START),
        clock_quality=ClockQuality.UNKNOWN,
        terminal=TERMINAL,
        platform_key=PLATFORM_KEY.id,
    )
    return Sealer(PLATFORM_KEY, TERMINAL_PRIVATE).seal(header, TEXT.encode())


ITEMS = [sealed(sequence) for sequence in (1, 2, 3)]


def write(path: Path, items: Sequence[Sealed] = ITEMS, key: Ed25519PrivateKey = TERMINAL_PRIVATE) -> Manifest:
    return write_bundle(path, lambda: iter(items), terminal=TERMINAL, key=key, made_at=stamp(START))


def own_keys(_: Manifest) -> tuple[bytes, ...]:
    return (OWN,)


def read_items(file: BinaryIO, manifest: Manifest) -> list[Sealed]:
    return [sealed for batch, _ in read_batches(file, manifest, 2) for sealed in batch]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("stick") / "kiosk.bundle"
    write(path)
    return path.read_bytes()


def test_what_goes_in_comes_out_byte_for_byte(whole: bytes) -> None:
    """The platform would see other bytes under the same key, and refuse the citizen's case."""
    file = io.BytesIO(whole)
    manifest = verify_bundle(file, own_keys)
    assert (manifest.terminal, manifest.count) == (TERMINAL, 3)
    assert read_items(file, manifest) == ITEMS
    assert whole.splitlines()[2:5] == [one.to_wire() for one in ITEMS], "the form is that of the wire"


def lines(change: Callable[[list[bytes]], object]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        parts = content.splitlines(keepends=True)
        change(parts)
        return b"".join(parts)

    return changed


def flip(place: int) -> Callable[[bytes], bytes]:
    """One character of the file is another."""

    def changed(content: bytes) -> bytes:
        at = place % len(content)
        return content[:at] + (b"A" if content[at : at + 1] != b"A" else b"B") + content[at + 1 :]

    return changed


def reordered(parts: list[bytes]) -> None:
    parts[2], parts[3] = parts[3], parts[2]


def reordered_with_manifest(parts: list[bytes]) -> None:
    reordered(parts)
    manifest = json.loads(parts[1])
    manifest["digests"][0], manifest["digests"][1] = manifest["digests"][1], manifest["digests"][0]
    parts[1] = json.dumps(manifest, separators=(",", ":")).encode() + b"\n"


def signed_by(key: Ed25519PrivateKey) -> Callable[[list[bytes]], None]:
    """The last line replaced by somebody's signature over what stands before it."""

    def change(parts: list[bytes]) -> None:
        signature = key.sign(b"kiosk bundle signature 1\0" + hashlib.sha256(b"".join(parts[:-1])).digest())
        parts[-1] = b'{"signature":"' + base64.b64encode(signature) + b'"}\n'

    return change


DAMAGE = {
    "empty": (lambda _: b"", "is no bundle"),
    "something else": (lambda _: b"PK\x03\x04 a spreadsheet", "is no bundle"),
    "of a later release": (lines(lambda parts: parts.__setitem__(0, b"kiosk bundle 3\n")), "of version 3"),
    "without manifest": (lines(lambda parts: parts.pop(1)), "manifest cannot be read"),
    "without one transaction": (lines(lambda parts: parts.pop(3)), "transaction 2 of the bundle is not the one"),
    "with one transaction twice": (lines(lambda parts: parts.insert(3, parts[2])), "transaction 2 .* is not the one"),
    "without signature": (lines(lambda parts: parts.pop()), "is cut short"),
    "without the last byte": (lambda content: content[:-1], "is cut short"),
    "cut in a transaction": (lambda content: content[: len(content) // 2], "is cut short"),
    "reordered": (lines(reordered), "transaction 1 of the bundle is not the one"),
    "reordered with its manifest": (lines(reordered_with_manifest), "signature of terminal 4452-0137 does not hold"),
    "signed by a stranger": (lines(signed_by(STRANGER)), "signature of terminal 4452-0137 does not hold"),
    "with its signature written otherwise": (
        lambda content: content.replace(b'\n{"signature":"', b'\n{"signature": "'),
        "not in canonical form",
    ),
    "with a line behind": (lambda content: content + b"more\n", "something follows"),
    "with a line without end": (lambda content: content[:20] + b"x" * (3 << 20), "too long"),
    "for another terminal": (
        lambda content: content.replace(b'"terminal":"4452-0137"', b'"terminal":"4452-0138"', 1),
        "signature of terminal 4452-0138 does not hold",
    ),
    "with a terminal that is none": (
        lambda content: content.replace(b'"terminal":"4452-0137"', b'"terminal":"\\u001b[2J"', 1),
        "manifest cannot be read",
    ),
    "that counts wrongly": (
        lambda content: content.replace(b'"count":3', b'"count":4', 1),
        "manifest contradicts itself",
    ),
}


@pytest.mark.parametrize(("change", "words"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_changed_file_is_refused_in_words(change: Callable[[bytes], bytes], words: str, whole: bytes) -> None:
    """Half a bundle would pass for a whole one, or somebody's for the terminal's."""
    with pytest.raises(BundleError, match=words):
        verify_bundle(io.BytesIO(change(whole)), own_keys)


def test_a_bundle_of_a_foreign_key_is_refused(tmp_path: Path) -> None:
    """Whole and signed, but not by the terminal that it names."""
    write(tmp_path / "bundle", key=STRANGER)
    with (tmp_path / "bundle").open("rb") as file, pytest.raises(BundleError, match="not signed by a key of terminal"):
        verify_bundle(file, own_keys)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_single_character_can_change(whole: bytes, data: st.DataObject) -> None:
    """Sticks go bad; what comes off one is the terminal's to the byte or is refused."""
    changed = flip(data.draw(st.integers(0, len(whole) - 1)))(whole)
    with pytest.raises(BundleError):
        verify_bundle(io.BytesIO(changed), own_keys)


@given(content=st.binary(max_size=400), start=st.sampled_from([b"", b"kiosk bundle 1\n", b"kiosk bundle 1\n{"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused_in_words(content: bytes, start: bytes) -> None:
    """A technician picks the wrong file and gets a traceback."""
    with pytest.raises(BundleError):
        verify_bundle(io.BytesIO(start + content), own_keys)


def test_a_file_that_changes_after_it_was_checked_is_noticed(whole: bytes) -> None:
    """A stick that answers differently the second time."""
    file = io.BytesIO(whole)
    manifest = verify_bundle(file, own_keys)
    parts = whole.splitlines(keepends=True)
    with pytest.raises(BundleError, match="transaction 3"):
        read_items(io.BytesIO(b"".join([*parts[:4], parts[3], parts[5]])), manifest)


def test_nothing_in_the_file_names_a_person(whole: bytes) -> None:
    """The stick is lost in the bus."""
    assert b"kiosk bundle 1" in whole
    seen = [whole]
    for line in whole.splitlines()[1:]:
        for value in json.loads(line).values():
            with_bytes = isinstance(value, str) and value not in {TERMINAL, stamp(START)}
            seen += [base64.b64decode(value)] if with_bytes else []
    assert len(seen) == 1 + 1 + 3 * 3 + 1, "the file, the public key, three fields of each item, the signature"
    for content in seen:
        assert not [word for word in ("王某", "垃圾", "13800000000") if word.encode() in content]


def test_a_bundle_overwrites_nothing(tmp_path: Path) -> None:
    """Last week's bundle, not yet carried anywhere."""
    path = tmp_path / "bundle"
    path.write_bytes(b"last week's")
    with pytest.raises(BundleError, match="is there already"):
        write(path)
    assert path.read_bytes() == b"last week's"


def test_a_bundle_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    """A half bundle on the stick that looks like a whole one."""
    times = iter([ITEMS, ITEMS[:2]])
    with pytest.raises(BundleError, match="went while"):
        write_bundle(
            tmp_path / "bundle",
            lambda: iter(next(times)),
            terminal=TERMINAL,
            key=TERMINAL_PRIVATE,
            made_at=stamp(START),
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [0, 100, 1500, 2100])
def test_a_full_stick_leaves_nothing(room: int, tmp_path: Path, whole: bytes) -> None:
    """Sticks are small and full of other things."""
    assert room < len(whole)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write(tmp_path / "bundle")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_after_a_crash_is_whole(tmp_path: Path) -> None:
    """What a power cut left of the first try must not stand in the way of the second, nor in it."""
    (tmp_path / ".bundle.partial").write_bytes(b"x" * 100_000)
    write(tmp_path / "bundle")
    with (tmp_path / "bundle").open("rb") as file:
        assert verify_bundle(file, own_keys).count == 3
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_the_file_and_its_name_are_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is pulled the moment the command ends: content first, then the name, then the folder."""
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        done.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def watched_rename(path: Path, target: Path) -> Path:
        done.append(f"rename {path.name} {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    write(tmp_path / "b")
    assert done == ["fsync .b.partial", "rename .b.partial b", f"fsync {tmp_path.name}"]
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600


def test_too_many_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle that no platform would read."""
    monkeypatch.setattr(bundle, "MOST_ITEMS", 2)
    with pytest.raises(BundleError, match="2 transactions at most"):
        write(tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


PAPERS = tuple(Random(size).randbytes(size) for size in (3 * PIECE + 5, 0, 1))


def laden() -> tuple[Sealed, dict[str, bytes]]:
    """A transaction with attachments, and their sealed bytes."""
    sealer = Sealer(PLATFORM_KEY, TERMINAL_PRIVATE)
    key = str(uuid.UUID(int=9, version=4))
    files = [b"".join(seal_chunks(paper, sealer, key=key, place=place)) for place, paper in enumerate(PAPERS)]
    listed = tuple(described([file]) for file in files)
    header = msgspec.structs.replace(sealed(4).read_header(), key=key, attachments=listed)
    return sealer.seal(header, TEXT.encode()), {one.digest: file for one, file in zip(listed, files, strict=True)}


@pytest.fixture(scope="module")
def with_papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Sealed, dict[str, bytes]]:
    path = tmp_path_factory.mktemp("stick") / "kiosk.bundle"
    one, files = laden()
    write_bundle(
        path,
        lambda: iter([*ITEMS[:2], one, ITEMS[2]]),
        pieces=lambda attached, offset, length: files[attached.digest][offset : offset + length],
        terminal=TERMINAL,
        key=TERMINAL_PRIVATE,
        made_at=stamp(START),
    )
    return path.read_bytes(), one, files


def test_attachments_are_carried_behind_their_transaction(
    with_papers: tuple[bytes, Sealed, dict[str, bytes]],
) -> None:
    """Where no link comes, a case without its papers would be no case."""
    content, one, files = with_papers
    file = io.BytesIO(content)
    manifest = verify_bundle(file, own_keys)
    got: dict[str, bytes] = {}
    batches = []
    for batch, pieces in read_batches(file, manifest, 3):
        batches.append(batch)
        for piece in pieces:
            assert piece.offset == len(got.get(piece.digest, b""))
            assert len(piece.content) <= PIECE
            got[piece.digest] = got.get(piece.digest, b"") + piece.content
    assert batches == [[*ITEMS[:2], one], [ITEMS[2]]]
    assert got == files
    # Whoever has them already passes over them.
    assert read_items(file, manifest) == [*ITEMS[:2], one, ITEMS[2]]


def test_a_bundle_without_attachments_is_read_by_earlier_releases(whole: bytes) -> None:
    """The platform's release is older than the terminal's."""
    assert whole.startswith(b"kiosk bundle 1\n")


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_of_an_attachment_passes(
    with_papers: tuple[bytes, Sealed, dict[str, bytes]], data: st.DataObject
) -> None:
    """Another picture, none, or two of them in a case that somebody signed for."""
    parts = with_papers[0].splitlines(keepends=True)
    place = data.draw(st.integers(2, len(parts) - 2))
    kind = data.draw(st.sampled_from(["flip", "drop", "double", "swap"]))
    if kind == "flip":
        at = data.draw(st.integers(0, len(parts[place]) - 1))
        parts[place] = parts[place][:at] + bytes([parts[place][at] ^ 1]) + parts[place][at + 1 :]
    elif kind == "drop":
        del parts[place]
    elif kind == "double":
        parts.insert(place, parts[place])
    else:
        parts[place], parts[place - 1] = parts[place - 1], parts[place]
    with pytest.raises(BundleError):
        verify_bundle(io.BytesIO(b"".join(parts)), own_keys)


def test_an_attachment_that_is_altered_on_the_disk_is_refused_on_reading(tmp_path: Path) -> None:
    """The terminal's signature over the bundle would vouch for it."""
    one, files = laden()
    write_bundle(
        tmp_path / "bundle",
        lambda: iter([one]),
        pieces=lambda attached, offset, length: bytes(min(length, len(files[attached.digest]) - offset)),
        terminal=TERMINAL,
        key=TERMINAL_PRIVATE,
        made_at=stamp(START),
    )
    with (tmp_path / "bundle").open("rb") as file, pytest.raises(BundleError, match="not the one that was signed for"):
        verify_bundle(file, own_keys)


def test_memory_stays_bounded_however_large_the_attachments(
    with_papers: tuple[bytes, Sealed, dict[str, bytes]], tmp_path: Path
) -> None:
    """A terminal has little of it, and a stick may hold gigabytes."""
    (tmp_path / "bundle").write_bytes(with_papers[0])
    with (tmp_path / "bundle").open("rb") as file:
        tracemalloc.start()
        try:
            manifest = verify_bundle(file, own_keys)
            for _, pieces in read_batches(file, manifest, 50):
                for piece in pieces:
                    assert isinstance(piece, Piece)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 7 * PIECE
