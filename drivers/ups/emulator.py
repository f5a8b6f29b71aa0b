# SPDX-License-Identifier: GPL-3.0-or-later
"""A `upsd` (RFC 9271) on a TCP port with a handle to steer it: the power, the cable, answers that no real one gives.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Concatenate, ParamSpec, Self

from drivers.emulator import TcpCable, Wire

_P = ParamSpec("_P")


def _in_the_wires_thread(
    steer: Callable[Concatenate[Upsd, _P], None],
) -> Callable[Concatenate[Upsd, _P], None]:
    @wraps(steer)
    def steered(self: Upsd, /, *args: _P.args, **kwargs: _P.kwargs) -> None:
        self.wire.do(lambda: steer(self, *args, **kwargs))

    return steered


class Upsd:
    """The service and the supply behind it. Methods may be called from any thread and have effect when they return."""

    def __init__(self, port: int = 0) -> None:
        self._cable = TcpCable(port)
        self.wire = Wire(self._cable, self._hear)
        self._buffer = b""
        self._supplies = ["ups"]
        self._variables = {
            "ups.status": "OL",
            "battery.charge": "100",
            "battery.runtime": "1800",
            "ups.serial": "E2E-0001",
        }
        self._error = ""
        self._instead: bytes | None = None
        self._requests = 0
        self._hearing = threading.Condition()

    @classmethod
    def on_tcp(cls, port: int = 0) -> Self:
        """Return a service on a TCP port of this machine, 0 for any free one; not started."""
        return cls(port)

    @property
    def url(self) -> str:
        """The port for the driver."""
        return self._cable.url

    @property
    def status(self) -> str:
        """The flags that it tells now."""
        return self._variables.get("ups.status", "")

    @property
    def charge(self) -> int:
        """Per cent of the battery that it tells now."""
        return int(self._variables["battery.charge"])

    @property
    def well(self) -> bool:
        """Whether it tells what there is to be told."""
        return not self._error and self._instead is None

    @property
    def clients(self) -> int:
        """How many have connected so far."""
        return self._cable.clients

    def start(self) -> None:
        """Listen and answer from now on."""
        self.wire.start()

    def close(self) -> None:
        """End."""
        self.wire.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @_in_the_wires_thread
    def power(self, status: str, *, charge: int | None = None, runtime: int | None = None) -> None:
        """Set the flags (`OL`, `OB`, `OB LB`, `OL CHRG` …), and the battery's charge and runtime where given."""
        self._variables["ups.status"] = status
        if charge is not None:
            self._variables["battery.charge"] = str(charge)
        if runtime is not None:
            self._variables["battery.runtime"] = str(runtime)

    @_in_the_wires_thread
    def tell(self, name: str, value: str | None) -> None:
        """Set a variable; None: it is not supported."""
        self._variables.pop(name, None)
        if value is not None:
            self._variables[name] = value

    @_in_the_wires_thread
    def supplies(self, *names: str) -> None:
        """Know supplies of these names."""
        self._supplies = list(names)

    @_in_the_wires_thread
    def fail(self, error: str) -> None:
        """Answer everything with this error, such as `DATA-STALE`; an empty one: answer properly again."""
        self._error = error

    @_in_the_wires_thread
    def answer_with(self, data: bytes | None) -> None:
        """Answer everything with these bytes; None: answer properly again."""
        self._instead = data

    @_in_the_wires_thread
    def unplug(self) -> None:
        """Stop listening and hang up."""
        self.wire.cable.unplug()

    @_in_the_wires_thread
    def plug(self) -> None:
        """Listen again."""
        self._buffer = b""
        self.wire.cable.plug()

    @_in_the_wires_thread
    def silence(self, *, on: bool) -> None:
        """Hear and say nothing, or speak again."""
        self.wire.silent = on

    @_in_the_wires_thread
    def split(self, *, on: bool = True) -> None:
        """Send byte by byte."""
        self.wire.split = on

    @_in_the_wires_thread
    def slow(self, *, answer_after: float = 0.0, per_byte: float = 0.0) -> None:
        """Think for `answer_after` seconds before each answer and take `per_byte` seconds for each byte."""
        self.wire.answer_after, self.wire.per_byte = answer_after, per_byte

    def wait_for_requests(self, more: int = 1, *, timeout: float = 5.0) -> None:
        """Wait until so many more requests have come; raises `TimeoutError`."""
        with self._hearing:
            until = self._requests + more
            if not self._hearing.wait_for(lambda: self._requests >= until, timeout):
                raise TimeoutError("nothing was asked for")

    # The service at work, in the wire's thread.

    def _hear(self, data: bytes) -> list[bytes]:
        self._buffer += data
        answers = []
        while b"\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\n")
            answers.append(self._answer(request.decode("ascii", "replace").split()))
            with self._hearing:
                self._requests += 1
                self._hearing.notify_all()
        return answers

    def _answer(self, request: list[str]) -> bytes:
        if self._instead is not None:
            return self._instead
        if self._error:
            return f"ERR {self._error}\n".encode()
        match request:
            case ["LIST", "UPS"]:
                listed = "".join(f'UPS {name} "an \\"emulated\\" supply"\n' for name in self._supplies)
                return f"BEGIN LIST UPS\n{listed}END LIST UPS\n".encode()
            case ["GET", "VAR", name, variable]:
                if name not in self._supplies:
                    return b"ERR UNKNOWN-UPS\n"
                if variable not in self._variables:
                    return b"ERR VAR-NOT-SUPPORTED\n"
                return f'VAR {name} {variable} "{self._variables[variable]}"\n'.encode()
            case _:
                return b"ERR UNKNOWN-COMMAND\n"
