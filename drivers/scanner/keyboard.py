# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scanner means by the keys that it types: key events → bytes, as a pure function with the state of a keyboard.

Codes are those of linux/input-event-codes.h, on a US layout. A keyboard has no bytes: control characters are typed as
Ctrl with a letter, others than ASCII as Alt with the decimal value of each byte on the number pad, where the scanner
is set so.
"""

from __future__ import annotations

from typing import Final

RELEASED: Final = 0
PRESSED: Final = 1

_SHIFT: Final = frozenset({42, 54})
_CTRL: Final = frozenset({29, 97})
_ALT: Final = frozenset({56, 100})
_CAPS_LOCK: Final = 58
_NUM_LOCK: Final = 69

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
_PAD_DIGITS: Final = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))
_PAD: Final = _PAD_DIGITS | {55: "*", 74: "-", 78: "+", 83: ".", 96: "\r", 98: "/", 117: "="}
_ANY_SHIFT: Final = {1: "\x1b", 14: "\b", 15: "\t", 28: "\r", 57: " "} | _PAD

_PLAIN: Final = _ANY_SHIFT | {first + at: key for first, keys, _ in _ROWS for at, key in enumerate(keys)}
_SHIFTED: Final = _ANY_SHIFT | {first + at: key for first, _, keys in _ROWS for at, key in enumerate(keys)}

LETTERS_AND_DIGITS: Final = frozenset(code for code, key in _PLAIN.items() if key.isalnum() and code not in _PAD)
"""The keys that a node has which types codes."""


class NoCharacter(Exception):  # noqa: N818
    """A key, or a number on the pad, that stands for no byte."""


class Keyboard:
    """Which modifiers are down."""

    def __init__(self) -> None:
        self._down: set[int] = set()
        self._caps = False
        self._number: str | None = None

    def reset(self) -> None:
        """Begin anew: nothing is down, and Caps Lock is off. Each code is typed for itself."""
        self._down.clear()
        self._caps = False
        self._number = None

    def key(self, code: int, value: int) -> bytes:
        """Return what is typed by an EV_KEY event: one byte or none. Raises `NoCharacter`.

        `value` is 0 for release, 1 for press, 2 for a repeat, which no scanner means.
        """
        if code in _SHIFT | _CTRL | _ALT:
            return self._modifier(code, value)
        if value != PRESSED or code == _NUM_LOCK:
            return b""
        if code == _CAPS_LOCK:
            self._caps = not self._caps
            return b""
        if self._down & _ALT:
            return self._digit(code)
        key = (_SHIFTED if self._down & _SHIFT else _PLAIN).get(code)
        if key is None:
            raise NoCharacter(f"key {code} types nothing")
        if self._down & _CTRL:
            return self._control(key)
        return (key.swapcase() if self._caps and key.isalpha() else key).encode()

    def _modifier(self, code: int, value: int) -> bytes:
        if value == PRESSED:
            self._down.add(code)
            if code in _ALT:
                self._number = ""
            return b""
        if value != RELEASED:
            return b""
        self._down.discard(code)
        if code not in _ALT or self._number is None:
            return b""
        number, self._number = self._number, None
        if not number:
            return b""
        if int(number) > 0xFF:
            raise NoCharacter("a number on the pad that is no byte")
        return bytes((int(number),))

    def _digit(self, code: int) -> bytes:
        digit = _PAD_DIGITS.get(code)
        if digit is None or self._number is None or len(self._number) >= 4:
            raise NoCharacter("Alt with what is no number")
        self._number += digit
        return b""

    def _control(self, key: str) -> bytes:
        if not "@" <= key.upper() <= "_":
            raise NoCharacter("Ctrl with what is no letter")
        return bytes((ord(key.upper()) & 0x1F,))
