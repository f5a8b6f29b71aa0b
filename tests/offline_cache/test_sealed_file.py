# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a citizen's papers lie open on the disk, or the platform takes half of one, or another's, for them."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_cache.attachments import sealed_file
from offline_cache.attachments.sealed_file import CHUNK, LONGEST, LONGEST_SEALED, described, open_chunks, seal_chunks
from offline_cache.sealing import PlatformKey, SealBroken, Sealed, Sealer, Suite, new_opening_key, new_signing_key

KEY = "0f2b4a52-9d57-4b0e-9a4b-2d9c5a1d8c11"
OTHER = "1f2b4a52-9d57-4b0e-9a4b-2d9c5a1d8c11"
PRIVATE = {suite: new_opening_key(suite) for suite in Suite}
SEALERS = {
    suite: Sealer(
        PlatformKey(
            id=suite.value,
            public_key=private.public_key().public_bytes_raw(),
            not_after=datetime.now(UTC) + timedelta(days=1),
            suite=suite,
        ),
        new_signing_key(suite),
    )
    for suite, private in PRIVATE.items()
}
SMALL = 32
"""Bytes of a chunk in most tests, so that a few hundred bytes have many."""


def sealed(content: bytes, suite: Suite = Suite.HPKE, *, key: str = KEY, place: int = 0) -> bytes:
    return b"".join(seal_chunks(content, SEALERS[suite], key=key, place=place))


def opened(content: bytes, *, key: str = KEY, place: int = 0) -> bytes:
    private = {suite.value: one for suite, one in PRIVATE.items()}
    return b"".join(open_chunks(io.BytesIO(content), key=key, place=place, private_key_of=private.get))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "CHUNK", SMALL)


@pytest.mark.parametrize("suite", Suite)
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_goes_in_comes_out(size: int, suite: Suite) -> None:
    """Around every edge of a chunk, in either suite."""
    content = bytes(range(251)) * (size // 251 + 1)
    whole = sealed(content[:size], suite)
    assert opened(whole) == content[:size]
    assert described([whole]).size == len(whole) <= LONGEST_SEALED


@given(data=st.data(), suite=st.sampled_from(Suite))
@settings(max_examples=100, deadline=None)
def test_any_change_is_refused(data: st.DataObject, suite: Suite) -> None:
    """Chunks swapped, doubled, left out, cut off, lengthened or altered: never other content, never an endless read."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealed_file, "CHUNK", SMALL)
        content = data.draw(st.binary(max_size=5 * SMALL))
        whole = sealed(content, suite)
        front = len(whole) - len(content) - 16 * max(1, -(-len(content) // SMALL))
        chunks = [whole[front:][start : start + SMALL + 16] for start in range(0, len(whole) - front, SMALL + 16)]
        kind = data.draw(st.sampled_from(["flip", "cut", "lengthen", "chunks"]))
        if kind == "flip":
            place = data.draw(st.integers(0, len(whole) - 1))
            changed = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
        elif kind == "cut":
            changed = whole[: data.draw(st.integers(0, len(whole) - 1))]
        elif kind == "lengthen":
            changed = whole + data.draw(st.binary(min_size=1, max_size=2 * SMALL))
        else:
            order = data.draw(st.lists(st.integers(0, len(chunks) - 1), max_size=6))
            changed = whole[:front] + b"".join(chunks[place] for place in order)
        if changed == whole:
            return
        with pytest.raises(SealBroken):
            opened(changed)


@given(content=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    """Whatever a terminal, or somebody in its name, uploads."""
    for start in (b"", b"kiosk attachment 1\n", sealed(b"")[:60]):
        with pytest.raises(SealBroken):
            opened(start + content)


@pytest.mark.usefixtures("small_chunks")
def test_it_opens_only_as_what_it_was_sealed_for() -> None:
    """One citizen's picture would pass for another's, or the certificate for the application."""
    whole = sealed(b"x" * 100)
    for key, place in ((OTHER, 0), (KEY, 1)):
        with pytest.raises(SealBroken, match="another transaction"):
            opened(whole, key=key, place=place)
    renamed = whole.replace(KEY.encode(), OTHER.encode())
    with pytest.raises(SealBroken, match="does not open"):
        opened(renamed, key=OTHER)


def test_the_same_content_is_never_sealed_alike() -> None:
    """Two citizens with the same form would be seen to have the same form."""
    assert sealed(b"the same form") != sealed(b"the same form")


def test_memory_stays_bounded() -> None:
    """A terminal has little memory, and a platform many terminals: a chunk or two at a time."""
    content = bytes(12 * CHUNK)
    tracemalloc.start()
    try:
        largest = sum(len(piece) for piece in seal_chunks(content, SEALERS[Suite.HPKE], key=KEY, place=0))
        sealing = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert largest > len(content)
    assert sealing < 5 * CHUNK
    whole = io.BytesIO(sealed(content))
    private = {suite.value: one for suite, one in PRIVATE.items()}
    tracemalloc.start()
    try:
        got = sum(map(len, open_chunks(whole, key=KEY, place=0, private_key_of=private.get)))
        opening = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert got == len(content)
    assert opening < 6 * CHUNK


def test_too_long_is_refused() -> None:
    """It is told before anything is written, not by a full disk."""
    with pytest.raises(ValueError, match="20 MiB at most"):
        next(seal_chunks(bytes(LONGEST + 1), SEALERS[Suite.HPKE], key=KEY, place=0))


@given(content=st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_a_header_of_any_bytes_is_refused_in_words(content: bytes) -> None:
    """One that is no UTF-8, from a bad page of the disk, must not end the rescue of all the others."""
    for header in (content, b'{"version":' + content, b'{"version":1,"key":"' + content):
        with pytest.raises(SealBroken):
            Sealed(header=header, ciphertext=b"", signature=b"").read_header()
