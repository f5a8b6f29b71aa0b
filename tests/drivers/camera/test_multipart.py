# SPDX-License-Identifier: GPL-3.0-or-later
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera.multipart import MOST_HEAD, MOST_PART, NotAStream, Parts, boundary_of, parse_head

ONE = b"\xff\xd8first\xff\xd9"
TWO = b"\xff\xd8second one\xff\xd9"


def part(body: bytes, length: int | None = None) -> bytes:
    told = f"Content-Length: {length}\r\n" if length is not None else ""
    return f"--cut\r\nContent-Type: image/jpeg\r\n{told}\r\n".encode() + body + b"\r\n"


def test_a_picture_is_there_as_soon_as_its_length_says_so() -> None:
    """Each picture would wait for the next, and a face would be matched against the moment before."""
    assert Parts(b"cut").feed(part(ONE, len(ONE))) == [ONE]


def test_without_a_length_the_next_mark_ends_a_picture() -> None:
    """Cheap cameras that tell no length would show nothing."""
    parts = Parts(b"cut")
    assert parts.feed(part(ONE)) == []
    assert parts.feed(part(TWO)) == [ONE]


@pytest.mark.parametrize("off", [-3, 5, 10_000])
def test_a_wrong_length_costs_no_picture(off: int) -> None:
    """A camera whose firmware miscounts would lose every second picture, or all."""
    parts = Parts(b"cut")
    pictures = parts.feed(part(ONE, len(ONE) + off) + part(TWO, len(TWO) + off) + part(ONE, len(ONE) + off))
    assert pictures[:2] == [ONE, TWO]


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5), st.data())
@settings(max_examples=100)
def test_pieces_of_any_size_give_the_same(bodies: list[bytes], data: st.DataObject) -> None:
    """A network that splits differently would give other pictures."""
    bodies = [b"\xff\xd8" + body.replace(b"--cut", b"") + b"\xff\xd9" for body in bodies]
    stream = b"".join(part(body, len(body)) for body in bodies)
    parts, seen = Parts(b"cut"), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        seen += parts.feed(stream[:size])
        stream = stream[size:]
    assert seen == bodies


def test_a_stream_without_end_does_not_fill_the_memory() -> None:
    """A camera gone mad would take the whole terminal with it."""
    parts = Parts(b"cut")
    parts.feed(part(b"")[:-2])
    for _ in range(MOST_PART // 100_000):
        parts.feed(bytes(100_000))
    with pytest.raises(NotAStream):
        parts.feed(bytes(100_000))


@pytest.mark.parametrize(
    ("begin", "noise"),
    [(b"--a\r\n\r\n", bytes(100)), (b"", b"--a" * 40), (b"", b"--a\r\n\r\n" * 20), (b"", b"\r\n\r\n" * 40)],
    ids=["a picture without an end", "marks", "empty parts", "blank lines"],
)
def test_a_stream_in_small_pieces_costs_no_more_time(begin: bytes, noise: bytes) -> None:
    """Megabytes in packets of a hundred bytes would take minutes, looked through from the beginning each time."""
    parts = Parts(b"a")
    parts.feed(begin)
    began = time.thread_time()
    for _ in range(2_000_000 // len(noise)):
        assert parts.feed(noise) == []
    assert time.thread_time() - began < 3


def test_noise_before_the_first_mark_is_dropped() -> None:
    """Memory would grow with what is no picture."""
    parts = Parts(b"cut")
    for _ in range(200):
        assert parts.feed(bytes(100_000)) == []
    assert parts.feed(part(ONE, len(ONE))) == [ONE]


def test_a_head_without_end_is_skipped() -> None:
    """A part whose headers never end would hold up all that follow."""
    parts = Parts(b"cut")
    parts.feed(b"--cut\r\n" + b"x" * (MOST_HEAD + 10))
    assert parts.feed(part(ONE, len(ONE))) == [ONE]


@pytest.mark.parametrize(
    ("declared", "mark"),
    [
        ("multipart/x-mixed-replace; boundary=cut", b"cut"),
        ("multipart/x-mixed-replace;boundary=--cut", b"cut"),
        ('Multipart/X-Mixed-Replace; charset=utf-8; boundary="a cut"', b"a cut"),
    ],
)
def test_boundaries_as_cameras_declare_them(declared: str, mark: bytes) -> None:
    """A make of camera would be refused for a quote or a dash."""
    assert boundary_of(declared) == mark


@pytest.mark.parametrize(
    "declared",
    [
        "",
        "text/html",
        "multipart/x-mixed-replace",
        "multipart/mixed; boundary=--",
        "multipart/x; boundary*=a; boundary*1=b",  # continuations (RFC 2231), over which Python's own reader stumbles
        f"multipart/x; boundary*{5000 * '9'}*=a",
    ],
)
def test_what_is_no_stream(declared: str) -> None:
    """A log-in page would be waited on for pictures."""
    with pytest.raises(NotAStream):
        boundary_of(declared)


def test_heads() -> None:
    """A refusal would be taken for a stream."""
    assert parse_head(b"HTTP/1.0 200 OK\r\ncontent-type:  text/html \r\n") == (200, "text/html")
    assert parse_head(b"HTTP/1.1 503\r\n") == (503, "")
    for wrong in (b"", b"RTSP/1.0 200 OK\r\n", b"HTTP/1.0 OK\r\n"):
        with pytest.raises(NotAStream):
            parse_head(wrong)
