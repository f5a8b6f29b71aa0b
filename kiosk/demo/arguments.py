# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of arguments that steering verbs take."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.demo.steering import Argument


def one_of(name: str, meanings: Mapping[str, Any], default: str | None = None) -> Argument:
    """Return an argument that is one of these words."""
    return Argument(name, "one of " + ", ".join(meanings), meanings.__getitem__, default)


def seconds(name: str = "SECONDS", default: str | None = None) -> Argument:
    """Return an argument that is a number of seconds."""
    return Argument(name, "seconds from 0 to 60, such as 0.5", lambda word: _within(float(word), 0, 60), default)


def whole(name: str, first: int, last: int, default: str | None = None) -> Argument:
    """Return an argument that is a whole number from `first` to `last`."""
    return Argument(
        name, f"a whole number from {first} to {last}", lambda word: _within(int(word), first, last), default
    )


def hexadecimal(name: str, default: str | None = None, length: int | None = None) -> Argument:
    """Return an argument that is bytes, two hexadecimal digits each; as many as `length` says."""
    expected = "two hexadecimal digits a byte, such as 00FFAA" if length is None else f"{2 * length} hexadecimal digits"

    def read(word: str) -> bytes:
        data = bytes.fromhex(word)
        if length not in {None, len(data)}:
            raise ValueError(word)
        return data

    return Argument(name, expected, read, default)


def words(name: str, expected: str, read: Callable[[str], Any] = str) -> Argument:
    """Return an argument that is the rest of the line."""
    return Argument(name, expected, read, rest=True)


ON_OFF = one_of("on|off", {"on": True, "off": False})


def _within(number: Any, first: float, last: float) -> Any:
    if not (math.isfinite(number) and first <= number <= last):
        raise ValueError(number)
    return number
