# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden bytes are those that GA/T 467 and its vendors' restatements print."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.id_reader.protocol import SPEEDS, Command, FrameScanner, Reply, _checksum, answers, card_content, sam_id

NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")


def scan(data: bytes) -> list[Reply]:
    scanner = FrameScanner()
    replies = list(scanner.feed(data))
    while scanner.begun:
        replies += scanner.give_up()
    return replies


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command.RESET, "AAAAAA9669 0003 10FF EC"),
        (Command.STATUS, "AAAAAA9669 0003 11FF ED"),
        (Command.SAM_ID, "AAAAAA9669 0003 12FF EE"),
        (Command.FIND, "AAAAAA9669 0003 2001 22"),
        (Command.SELECT, "AAAAAA9669 0003 2002 21"),
        (Command.READ, "AAAAAA9669 0003 3001 32"),
        (Command.READ_WITH_FINGERPRINTS, "AAAAAA9669 0003 3010 23"),
        (Command.NEWEST_ADDRESS, "AAAAAA9669 0003 3003 30"),
        (SPEEDS[115200], "AAAAAA9669 0003 6000 63"),
        (SPEEDS[57600], "AAAAAA9669 0003 6001 62"),
        (SPEEDS[38400], "AAAAAA9669 0003 6002 61"),
        (SPEEDS[19200], "AAAAAA9669 0003 6003 60"),
        (SPEEDS[9600], "AAAAAA9669 0003 6004 67"),
    ],
)
def test_commands(command: Command, frame: str) -> None:
    """No reader would understand a word of ours."""
    assert command.frame == bytes.fromhex(frame)


def test_replies() -> None:
    """We would understand no reader."""
    assert scan(NO_CARD + FOUND + SELECTED) == [Reply(0, 0x80), Reply(0, 0x9F, bytes(4)), Reply(0, 0x90, bytes(8))]


def test_the_long_reply() -> None:
    """A card would be found and never read: 1295 bytes with text and photo."""
    data = bytes.fromhex("01000400") + bytes(range(256)) + b"P" * 1024
    body = bytes.fromhex("0508 000090") + data
    check = 0
    for byte in body:
        check ^= byte
    frame = bytes.fromhex("AAAAAA9669") + body + bytes((check,))
    assert len(frame) == 1295
    [reply] = scan(frame)
    assert reply.verdict == 0x90
    assert card_content(Command.READ, reply.data) == (bytes(range(256)), b"P" * 1024)
    assert card_content(Command.READ, reply.data[:-1]) is None
    assert card_content(Command.READ, b"") is None


@pytest.mark.parametrize(
    "garbled",
    [
        "AA00AAAA9669 000C 000090 0000000000000000 9C",
        "AA9669 000C 000090 0000000000000000 9C",
        "9669 000C 000090 0000000000000000 9C",
        "AAAAAA960069 000C 000090 0000000000000000 9C",
        "AAAAAA969669 000C 000090 0000000000000000 9C",
        "AAAAAA9669 FFFF AAAAAA9669 000C 000090 0000000000000000 9C",
        "AAAAAA9669 0508 000090 AAAAAA9669 000C 000090 0000000000000000 9C",
        "AAAAAA9669 000C 000090 00000000000000 9C AAAAAA9669 000C 000090 0000000000000000 9C",
        "00000000AAAAAA9669 000C 000090 0000000000000000 9C 00",
    ],
)
def test_resynchronisation(garbled: str) -> None:
    """One stray or lost byte would make the rest of the day's answers unreadable."""
    assert scan(bytes.fromhex(garbled)) == [Reply(0, 0x90, bytes(8))]


def test_a_wrong_checksum_is_no_reply() -> None:
    """Damaged text would be taken for the citizen's."""
    assert scan(SELECTED[:-1] + b"\x9d") == []


@given(st.binary(max_size=300), st.lists(st.integers(1, 40), max_size=60))
@example(b"\xaa\xaa\xaa\x96\x69", [1])
@example(b"\x96\x69\x10\x00", [1, 2])
def test_any_noise_cut_anywhere(noise: bytes, cuts: list[int]) -> None:
    """Noise would stop the driver, or hide the good answer behind it."""
    stream = noise + FOUND
    scanner = FrameScanner()
    replies: list[Reply] = []
    for cut in [*cuts, len(stream)]:
        replies += scanner.feed(stream[:cut])
        stream = stream[cut:]
    while scanner.begun:
        replies += scanner.give_up()
    assert replies
    if b"\x96" not in noise:  # with it, noise could by chance be a frame that swallows the good one
        assert replies == [Reply(0, 0x9F, bytes(4))]
    assert scanner.seen == len(noise) + len(FOUND)


@given(st.integers(1, 50), st.binary(max_size=50))
def test_endless_noise_takes_no_memory(times: int, noise: bytes) -> None:
    """A reader gone mad would eat the terminal's memory overnight."""
    scanner = FrameScanner()
    for _ in range(times * 100):
        list(scanner.feed(noise))
    assert len(scanner._buffer) < 4096 + 64


@pytest.mark.parametrize(
    "noise",
    [
        b"\x96",
        b"\xaa",
        b"\x96\x69",
        b"\x69\x96",
        b"\x96\x69\xff\xff",
        b"\xaa\xaa\xaa\x96\x69\x05\x08",
        b"\x96\x69\x0f\xff",
        b"\x96\x00\x69\x10\x00\x90",
        b"\x96\x69\x00\x04\x00\x00\x80\x00",
    ],
)
def test_hostile_noise_costs_little(noise: bytes) -> None:
    """A reader gone mad would take a processor of the terminal for itself."""
    scanner = FrameScanner()
    chunk = (noise * 4096)[:4096]
    begun = time.process_time()
    for _ in range(64):
        list(scanner.feed(chunk))
        assert len(scanner._buffer) < 4096 + 64
    assert time.process_time() - begun < 5, "a quarter MiB; at 115200 baud it takes 23 s on the wire"
    found = list(scanner.feed(FOUND))
    while scanner.begun:
        found += scanner.give_up()
    assert found
    assert found[-1] == Reply(0, 0x9F, bytes(4))


@given(st.binary(max_size=5000))
def test_the_checksum_is_the_xor_of_all_bytes(data: bytes) -> None:
    """Good answers would be thrown away, or bad ones taken."""
    expected = 0
    for byte in data:
        expected ^= byte
    assert _checksum(data) == expected


@given(st.sampled_from([Command.READ, Command.READ_WITH_FINGERPRINTS]), st.binary(max_size=40))
def test_any_lengths(command: Command, data: bytes) -> None:
    """A damaged length would give half a card, or crash the visit."""
    parts = card_content(command, data)
    assert parts is None or sum(map(len, parts)) + 2 * len(parts) == len(data)


def test_a_late_reply_is_known_by_its_verdict() -> None:
    """The answer to an earlier command would be taken for this one's."""
    late = {
        Command.FIND: Reply(0, 0x90, bytes(8)),
        Command.SELECT: Reply(0, 0x9F, bytes(4)),
        Command.READ: Reply(0, 0x90, b""),
        Command.STATUS: Reply(0, 0x80),
        Command.SAM_ID: Reply(0, 0x90, bytes(8)),
        Command.NEWEST_ADDRESS: Reply(0, 0x90, bytes(16)),
        Command.READ_WITH_FINGERPRINTS: Reply(0, 0x90, bytes(4)),
    }
    assert not any(answers(command, reply) for command, reply in late.items())
    right = {
        Command.FIND: Reply(0, 0x80),
        Command.SELECT: Reply(0, 0x81),
        Command.READ: Reply(0, 0x41),
        Command.STATUS: Reply(0, 0x21),
        Command.SAM_ID: Reply(0, 0x90, bytes(16)),
        Command.NEWEST_ADDRESS: Reply(0, 0x91),
        Command.READ_WITH_FINGERPRINTS: Reply(0, 0x90, bytes(6)),
    }
    assert all(answers(command, reply) for command, reply in right.items())


def test_sam_id() -> None:
    """The technician could not name the module to its maker."""
    assert sam_id(bytes.fromhex("0500 0100 0ab83401 d2040000 2e160000")) == "05.01-20232202-0000001234-0000005678"


def test_a_reply_shows_no_data() -> None:
    """A person's name would stand in the log."""
    assert "secret" not in repr(Reply(0, 0x90, b"secret"))
    assert Reply(0, 0x41).meaning == "reading the card failed"
    assert Reply(0, 0x77).meaning == "unknown verdict 77"
