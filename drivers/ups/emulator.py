# SPDX-License-Identifier: GPL-3.0-or-later
"""A `upsd` (RFC 9271) on a TCP port with a handle to steer it: the power, the cable, answers that no real one gives.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

from drivers.emulator import Cable, WiredEmulator, in_the_wires_thread


class Upsd(WiredEmulator):
    """The service and the supply behind it."""

    def __init__(self, cable: Cable) -> None:
        super().__init__(cable)
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

    @in_the_wires_thread
    def power(self, status: str, *, charge: int | None = None, runtime: int | None = None) -> None:
        """Set the flags (`OL`, `OB`, `OB LB`, `OL CHRG` …), and the battery's charge and runtime where given."""
        self._variables["ups.status"] = status
        if charge is not None:
            self._variables["battery.charge"] = str(charge)
        if runtime is not None:
            self._variables["battery.runtime"] = str(runtime)

    @in_the_wires_thread
    def tell(self, name: str, value: str | None) -> None:
        """Set a variable; None: it is not supported."""
        self._variables.pop(name, None)
        if value is not None:
            self._variables[name] = value

    @in_the_wires_thread
    def supplies(self, *names: str) -> None:
        """Know supplies of these names."""
        self._supplies = list(names)

    @in_the_wires_thread
    def fail(self, error: str) -> None:
        """Answer everything with this error, such as `DATA-STALE`; an empty one: answer properly again."""
        self._error = error

    @in_the_wires_thread
    def answer_with(self, data: bytes | None) -> None:
        """Answer everything with these bytes; None: answer properly again."""
        self._instead = data

    @in_the_wires_thread
    def plug(self) -> None:
        """Listen again, as a service that was started anew."""
        self._buffer = b""
        super().plug()

    def wait_for_requests(self, more: int = 1, *, timeout: float = 20.0) -> None:
        """Wait until so many more requests have come; raises `TimeoutError`."""
        until = self._requests + more
        self._wait(lambda: self._requests >= until, timeout, lambda: "nothing was asked for")

    # The service at work, in the wire's thread.

    def _hear(self, data: bytes) -> list[bytes]:
        self._buffer += data
        answers = []
        while b"\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\n")
            answers.append(self._answer(request.decode("ascii", "replace").split()))
            with self._changed:
                self._requests += 1
                self._changed.notify_all()
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
