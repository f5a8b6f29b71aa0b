# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scanner in keyboard mode types, as the kernel's events (linux/input.h): each key pressed and released."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

KEYS = {
    **dict(zip("abcdefghijklm", (30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50), strict=True)),
    **dict(zip("nopqrstuvwxyz", (49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44), strict=True)),
    **dict(zip("1234567890", range(2, 12), strict=True)),
    **dict(zip("-=[]\\;'`,./ ", (12, 13, 26, 27, 43, 39, 40, 41, 51, 52, 53, 57), strict=True)),
    **dict(zip("\r\t\x1b\b", (28, 15, 1, 14), strict=True)),
}
"""Characters of a US keyboard without Shift."""

WITH_SHIFT = dict(zip('!@#$%^&*()_+{}|:"~<>?', "1234567890-=[]\\;'`,./", strict=True))

PAD = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))

LEFT_SHIFT, LEFT_CTRL, LEFT_ALT = 42, 29, 56
CAPS_LOCK = 58

EV_SYN, EV_KEY, EV_MSC = 0, 1, 4
SYN_DROPPED = 3
MSC_SCAN = 4

Event = tuple[int, int, int]
"""Type, code, value."""


def typed(content: bytes) -> list[Event]:
    """Return what a scanner types for these bytes: Ctrl with a letter for control characters, Alt beyond ASCII."""
    return [event for byte in content for event in _byte(byte)]


def press(key: int, *holding: int) -> Iterator[Event]:
    """Return a key's press and release, within those of modifiers."""
    for modifier in holding:
        yield from _change(modifier, 1)
    yield from _change(key, 1)
    yield from _change(key, 0)
    for modifier in holding:
        yield from _change(modifier, 0)


def alt_number(number: int) -> Iterator[Event]:
    """Return Alt with a four-digit number on the pad."""
    yield from _change(LEFT_ALT, 1)
    for digit in f"{number:04}":
        yield from press(PAD[digit])
    yield from _change(LEFT_ALT, 0)


def packed(events: Iterable[Event]) -> bytes:
    """Return events as a program reads them from the node, all of the same moment."""
    return b"".join(struct.pack("@llHHi", 0, 0, *event) for event in events)


def _byte(byte: int) -> Iterator[Event]:
    character = chr(byte)
    if character in KEYS:
        return press(KEYS[character])
    if character.isascii() and character.isupper():
        return press(KEYS[character.lower()], LEFT_SHIFT)
    if character in WITH_SHIFT:
        return press(KEYS[WITH_SHIFT[character]], LEFT_SHIFT)
    with_ctrl = chr(byte | 0x40).lower()
    if byte < 0x20 and with_ctrl in KEYS:
        return press(KEYS[with_ctrl], LEFT_CTRL)
    if byte < 0x20 and with_ctrl in WITH_SHIFT:
        return press(KEYS[WITH_SHIFT[with_ctrl]], LEFT_CTRL, LEFT_SHIFT)
    return alt_number(byte)


def _change(key: int, value: int) -> Iterator[Event]:
    yield EV_MSC, MSC_SCAN, key
    yield EV_KEY, key, value
    yield EV_SYN, 0, 0
