# SPDX-License-Identifier: GPL-3.0-or-later
"""What a driver can be told in terminal.toml, declared so that a mistake there is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from drivers.contract import ConfigurationError
from drivers.transport import check_port


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `expected` says in a message what belongs there; `default` None makes the setting required."""

    expected: str
    fits: Callable[[str], bool] = bool
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    expected: str
    fits: Callable[[int], bool]
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or not."""

    expected: str
    fits: Callable[[float], bool]
    default: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    default: bool


@dataclass(frozen=True, slots=True)
class Wholes:
    """A table of whole numbers, such as the channel of each light. Keys that are not there are left out."""

    expected: str
    keys: Collection[str]
    fits: Callable[[int], bool]


Setting: TypeAlias = Text | Whole | Number | Flag | Wholes
Value: TypeAlias = str | int | float | bool | dict[str, int]


def is_port(port: str) -> bool:
    """Whether a text can be the port of a serial device; opens nothing."""
    try:
        check_port(port)
    except ConfigurationError:
        return False
    return True


PORT = Text(
    'a text such as "/dev/ttyUSB0", "socket://127.0.0.1:9100" or "spy:///dev/ttyUSB0?file=/tmp/wire.txt"', is_port
)
"""The port of a serial device."""


def baud(*rates: int, default: int) -> Whole:
    """Return the setting for a serial port's speed in bits a second, one of `rates`."""
    return Whole(f"one of {', '.join(map(str, sorted(rates)))}", rates.__contains__, default)
