# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to an emulated device, declared once: for the command line, for scripts and for the bench.

A line such as `insert chen-guiying` is a verb and its arguments. The bench's buttons give the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from drivers.settings import Value
from kiosk.demo.panel import Piece, Title

E = TypeVar("E")
"""What is steered; its methods may be called from any thread."""

Fact: TypeAlias = bool | int | float | str | Mapping[str, Any] | None
Facts: TypeAlias = Mapping[str, Fact]
"""What a device does just now, by name; `plugged` is one of every device that has a cable."""


class Refused(Exception):  # noqa: N818 - nothing is wrong with the emulator
    """A line cannot be obeyed; the text says why."""


@dataclass(frozen=True)
class Argument:
    """One word, or the rest of the line, behind a verb."""

    name: str
    expected: str
    """What fits, in words that follow "expected"."""
    read: Callable[[str], Any]
    """Returns its meaning; raises ValueError or KeyError when it has none."""
    default: str | None = None
    """What is read when it is left out; None: it must be there."""
    rest: bool = False
    """It is all that is left of the line, with its spaces."""


@dataclass(frozen=True)
class Verb(Generic[E]):
    """One thing that can be done to a device."""

    name: str
    about: str
    do: Callable[..., None]
    """Called with what is steered and the meaning of each argument; has taken effect when it returns."""
    arguments: tuple[Argument, ...] = ()

    @property
    def usage(self) -> str:
        """How it is written."""
        words = (f"[{one.name}]" if one.default is not None else one.name for one in self.arguments)
        return " ".join((self.name, *words))

    def meanings(self, line: str) -> list[Any]:
        """Return the arguments' meanings; raises Refused."""
        words = line.split()
        if self.arguments and self.arguments[-1].rest:
            words = line.split(maxsplit=len(self.arguments) - 1)
        if len(words) > len(self.arguments):
            raise Refused(f"{self.name} takes {len(self.arguments) or 'no'} argument(s): {self.usage}")
        meanings = []
        for place, argument in enumerate(self.arguments):
            word = words[place] if place < len(words) else argument.default
            if word is None:
                raise Refused(f"{self.usage}: {argument.name} is missing; expected {argument.expected}")
            try:
                meanings.append(argument.read(word))
            except (ValueError, KeyError):
                raise Refused(f"{self.usage}: {word!r} is no {argument.name}; expected {argument.expected}") from None
        return meanings


@dataclass(frozen=True)
class Steerable(Generic[E]):
    """Something that can be steered, with all that can be done to it."""

    name: str
    title: Title
    verbs: tuple[Verb[E], ...]
    facts: Callable[[E], Facts]
    """Returns at once what it does just now."""
    panel: tuple[Piece, ...] = ()
    """How the bench shows it; without any piece it does not stand there."""

    def verb(self, name: str) -> Verb[E]:
        """Return a verb; raises Refused."""
        for verb in self.verbs:
            if verb.name == name:
                return verb
        raise Refused(f"{name!r} is nothing that can be done; 'help' tells what can")


@dataclass(frozen=True, kw_only=True)
class Emulated(Steerable[E]):
    """One class of devices, by its name in terminal.toml."""

    about: str
    driver: str
    section: str = ""
    """Its name in terminal.toml, where another driver's device is called so already."""
    on_tcp: Callable[[int], E]
    """Makes an emulator on a TCP port, a context manager; raises OSError, as entering it does."""
    models: Mapping[str, Emulated[E]] = field(default_factory=dict)
    """Others of its class, by the `model` that terminal.toml names."""
    draws: bool = False
    """Whether it needs Qt's application, for characters that it draws itself."""
    on_pty: Callable[[Path], E] | None = None
    """Makes one on a pseudo-terminal behind a link; None: the class has no serial wire."""
    port: int = 0
    """The TCP port when none is named; 0 is any free one."""
    settings: Callable[[E], Mapping[str, Value]] = field(default=lambda emulator: {"port": _url(emulator)})
    """What terminal.toml has to say for the driver to find it."""
    environment: Callable[[E], Mapping[str, str]] = field(default=lambda _: {})
    """What a program has to be started with to see it."""
    missing: Callable[[Facts], Title | None] | None = None
    """Returns what this machine lacks, by the facts, or None; None: a class that lacks nothing anywhere."""

    def toml(self, emulator: E) -> str:
        """Return what terminal.toml has to say."""
        lines = [f"[devices.{self.section or self.name}]", f'driver = "{self.driver}"']
        lines += [f"{key} = {_toml(value)}" for key, value in self.settings(emulator).items()]
        return "\n".join(lines) + "\n"


class Steered(Generic[E]):
    """Something that is steered: what can be done, and what it is done to. Methods may be called from any thread."""

    def __init__(self, steerable: Steerable[E], subject: E) -> None:
        self.steerable = steerable
        self._subject = subject

    def do(self, line: str) -> None:
        """Obey one line. Raises Refused, and OSError when the world does not go along."""
        name, _, rest = line.strip().partition(" ")
        verb = self.steerable.verb(name)
        verb.do(self._subject, *verb.meanings(rest))

    @property
    def facts(self) -> Facts:
        """What it does just now."""
        return self.steerable.facts(self._subject)


def _url(emulator: Any) -> str:
    return str(emulator.url)


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    return f'"{value}"' if isinstance(value, str) else str(value)
