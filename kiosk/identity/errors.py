# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a number that somebody typed or a device read.

No message repeats the number: errors end up in logs, numbers of people must not.
"""

from __future__ import annotations


class NumberError(ValueError):
    """A number that cannot be right, whatever it belongs to."""


class LengthError(NumberError):
    """Too many or too few characters."""

    def __init__(self, needed: tuple[int, ...], given: int) -> None:
        self.needed = needed
        self.given = given
        super().__init__(f"{' or '.join(map(str, needed))} characters are needed, {given} were given")


class CharacterError(NumberError):
    """A character that cannot stand where it stands; `position` counts from 1."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(f"character {position} cannot stand there")


class DateError(NumberError):
    """The birth date inside the number is no day of the calendar, or is not over yet."""

    def __init__(self) -> None:
        super().__init__("the birth date in the number is not possible")


class CheckError(NumberError):
    """The check character does not belong to the rest: something was misread or mistyped."""

    def __init__(self) -> None:
        super().__init__("the check character does not fit the number")
