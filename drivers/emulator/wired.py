# SPDX-License-Identifier: GPL-3.0-or-later
"""What all emulated devices on a wire have in common, whatever they speak: cable, line and the handle on both."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from drivers.emulator.cable import Cable, PtyCable, TcpCable
from drivers.emulator.wire import Wire

_E = TypeVar("_E", bound="WiredEmulator")
_P = ParamSpec("_P")


def in_the_wires_thread(steer: Callable[Concatenate[_E, _P], None]) -> Callable[Concatenate[_E, _P], None]:
    """Make a method of the handle act between two bytes on the wire, never in the midst of an answer's making."""

    @wraps(steer)
    def steered(self: _E, /, *args: _P.args, **kwargs: _P.kwargs) -> None:
        self.wire.do(lambda: steer(self, *args, **kwargs))

    return steered


class WiredEmulator(ABC):
    """A device on a wire. Every method may be called from any thread and has taken effect when it returns.

    As a context manager it is plugged in meanwhile.
    """

    def __init__(self, cable: Cable) -> None:
        self.wire = Wire(cable, self._hear)
        self._changed = threading.Condition()
        """Held while the wire's thread changes what others wait for; notified when it has."""

    @classmethod
    def on_pty(cls, link: Path) -> Self:
        """Return a device on a pseudo-terminal that appears as `link`; not started."""
        return cls(PtyCable(link))

    @classmethod
    def on_tcp(cls, port: int = 0) -> Self:
        """Return a device on a TCP port of this machine, 0 for any free one; not started."""
        return cls(TcpCable(port))

    @property
    def url(self) -> str:
        """The port for the driver."""
        return self.wire.cable.url

    def start(self) -> None:
        """Plug in and answer from now on. Raises OSError when the port cannot be."""
        self.wire.start()

    def close(self) -> None:
        """Unplug and end."""
        self.wire.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @in_the_wires_thread
    def unplug(self) -> None:
        """Pull the cable."""
        self.wire.cable.unplug()

    @in_the_wires_thread
    def plug(self) -> None:
        """Put the cable back."""
        self.wire.cable.plug()

    @in_the_wires_thread
    def silence(self, *, on: bool) -> None:
        """Hear and say nothing, or speak again."""
        self.wire.silent = on

    @in_the_wires_thread
    def split(self, *, on: bool = True) -> None:
        """Send byte by byte."""
        self.wire.split = on

    @in_the_wires_thread
    def slow(self, *, answer_after: float = 0.0, per_byte: float = 0.0) -> None:
        """Think for `answer_after` seconds before each answer and take `per_byte` seconds for each byte."""
        self.wire.answer_after, self.wire.per_byte = answer_after, per_byte

    @abstractmethod
    def _hear(self, data: bytes) -> list[bytes]:
        """Take what has arrived and return the answers, each a frame of its own; in the wire's thread."""

    def _wait(self, is_so: Callable[[], bool], timeout: float, otherwise: Callable[[], str]) -> None:
        """Wait until something holds; raises `TimeoutError`, with the words for what is the case instead."""
        with self._changed:
            if not self._changed.wait_for(is_so, timeout):
                raise TimeoutError(otherwise())
