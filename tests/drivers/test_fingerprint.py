# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.id_reader.fingerprint import Finger, Fingerprint, MalformedFingerprints, parse_fingerprints


def template(finger: int) -> bytes:
    return bytes(5) + bytes((finger,)) + b"T" * 506


@pytest.mark.parametrize(
    ("data", "fingers"),
    [
        (b"", []),
        (template(11), [Finger.RIGHT_THUMB]),
        (template(16) + template(12), [Finger.LEFT_THUMB, Finger.RIGHT_INDEX]),
        (template(97) + template(98), [Finger.RIGHT_UNCERTAIN, Finger.LEFT_UNCERTAIN]),
        (template(0) + template(255), [Finger.UNCERTAIN, Finger.UNCERTAIN]),
    ],
)
def test_fingers(data: bytes, fingers: list[Finger]) -> None:
    """The citizen would be asked for a finger that is not on the card."""
    found = parse_fingerprints(data)
    assert [fingerprint.finger for fingerprint in found] == fingers
    assert b"".join(fingerprint.template for fingerprint in found) == data


@pytest.mark.parametrize("length", [1, 511, 513, 1023, 1536])
def test_other_lengths(length: int) -> None:
    """Half a template would be compared with a finger, and refuse its owner."""
    with pytest.raises(MalformedFingerprints):
        parse_fingerprints(bytes(length))


def test_nothing_is_shown() -> None:
    """A template would stand in a log, and a fingerprint cannot be changed."""
    assert repr(Fingerprint(Finger.LEFT_THUMB, template(16))) == "Fingerprint()"


@settings(max_examples=100)
@given(st.binary(max_size=2000) | st.integers(0, 3).flatmap(lambda n: st.binary(min_size=512 * n, max_size=512 * n)))
def test_any_bytes(data: bytes) -> None:
    """A damaged chip would crash the visit."""
    with contextlib.suppress(MalformedFingerprints):
        assert len(parse_fingerprints(data)) * 512 == len(data)
