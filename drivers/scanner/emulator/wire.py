# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that sends bytes, on a pseudo-terminal or a TCP port, with a handle to steer it.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.emulator import Cable, PtyCable, TcpCable, Wire


class Emulator:
    """The scanner. Every method may be called from any thread and has taken effect when it returns.

    It puts `prefix` and an AIM identifier such as `]Q1` in front of each code and `suffix` behind it. One that is
    `triggered` sees codes only between `on` and `off`.
    """

    def __init__(
        self, cable: Cable, *, prefix: bytes = b"", suffix: bytes = b"\r", triggered: tuple[bytes, bytes] | None = None
    ) -> None:
        self.wire = Wire(cable, self._hear)
        self.prefix = prefix
        self.suffix = suffix
        self._triggered = triggered
        self._looks = triggered is None
        self._heard = b""
        self._hearing = threading.Condition()
        self._times = 0
        self._lying = threading.Event()
        self._repeater: threading.Thread | None = None

    @classmethod
    def on_pty(cls, link: Path, *, suffix: bytes = b"\r") -> Self:
        """Return a scanner on a pseudo-terminal that appears as `link`; not started."""
        return cls(PtyCable(link), suffix=suffix)

    @classmethod
    def on_tcp(cls, port: int = 0, *, suffix: bytes = b"\r") -> Self:
        """Return a scanner on a TCP port of this machine, 0 for any free one; not started."""
        return cls(TcpCable(port), suffix=suffix)

    @property
    def url(self) -> str:
        """The port for the driver."""
        return self.wire.cable.url

    def start(self) -> None:
        """Plug in."""
        self.wire.start()

    def close(self) -> None:
        """Take everything away, unplug and end."""
        self.take_away()
        self.wire.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The citizen's hands.

    def show(self, code: bytes | str, *, aim: str = "") -> None:
        """Hold a code before the scanner for a moment; `aim` is the identifier that it puts in front."""
        content = code.encode() if isinstance(code, str) else code
        self.send(self.prefix + aim.encode() + content + self.suffix)

    def leave(self, code: bytes | str, *, every: float) -> None:
        """Leave a code lying there: a scanner in its continuous mode sends it again every so many seconds."""
        self.take_away()
        taken_away = self._lying = threading.Event()

        def repeat() -> None:
            self.show(code)
            while not taken_away.wait(every):
                self.show(code)

        self._repeater = threading.Thread(target=repeat, name="code lying there", daemon=True)
        self._repeater.start()

    @property
    def lies(self) -> bool:
        """Whether a code lies there."""
        return self._repeater is not None

    def take_away(self) -> None:
        """Take away what lies there."""
        self._lying.set()
        if self._repeater is not None:
            self._repeater.join()
            self._repeater = None

    # Cable and line.

    def send(self, data: bytes) -> None:
        """Put bytes on the line as they are: noise, half a code, one without its suffix, more than a code holds."""
        self.wire.do(lambda: self._send(data))

    def unplug(self) -> None:
        """Pull the cable."""
        self.wire.do(self.wire.cable.unplug)

    def plug(self) -> None:
        """Put the cable back."""
        self.wire.do(self.wire.cable.plug)

    def silence(self, *, on: bool) -> None:
        """See codes and say nothing, or speak again."""
        self.wire.do(lambda: setattr(self.wire, "silent", on))

    def split(self, *, on: bool = True) -> None:
        """Send byte by byte."""
        self.wire.do(lambda: setattr(self.wire, "split", on))

    def slow(self, *, per_byte: float = 0.0) -> None:
        """Take `per_byte` seconds for each byte."""
        self.wire.do(lambda: setattr(self.wire, "per_byte", per_byte))

    def sent(self, times: int, *, timeout: float = 5.0) -> None:
        """Wait until the scanner has sent so often; raises `TimeoutError`."""
        with self._hearing:
            if not self._hearing.wait_for(lambda: self._times >= times, timeout):
                raise TimeoutError(f"the scanner has sent only {self._times} times")

    def wait_for(self, command: bytes, *, timeout: float = 5.0) -> None:
        """Wait until the driver has sent `command` since the last call; raises `TimeoutError`."""
        with self._hearing:
            if not self._hearing.wait_for(lambda: command in self._heard, timeout):
                raise TimeoutError(f"the driver did not send {command.hex(' ')}")
            self._heard = self._heard.partition(command)[2]

    # The scanner at work, in the wire's thread.

    def _send(self, data: bytes) -> None:
        if self._looks:
            self.wire.say(data)
        with self._hearing:
            self._times += 1
            self._hearing.notify_all()

    def _hear(self, data: bytes) -> list[bytes]:
        with self._hearing:
            self._heard += data
            if self._triggered is not None:
                on, off = (self._heard.rfind(command) for command in self._triggered)
                self._looks = on > off
            self._hearing.notify_all()
        return []
