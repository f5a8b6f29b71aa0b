# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that sends bytes, on a pseudo-terminal or a TCP port, with a handle to steer it.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

import threading

from drivers.emulator import Cable, WiredEmulator


class Emulator(WiredEmulator):
    """The scanner.

    It puts `prefix` and an AIM identifier such as `]Q1` in front of each code and `suffix` behind it. One that is
    `triggered` sees codes only between `on` and `off`.
    """

    def __init__(
        self, cable: Cable, *, prefix: bytes = b"", suffix: bytes = b"\r", triggered: tuple[bytes, bytes] | None = None
    ) -> None:
        super().__init__(cable)
        self.prefix = prefix
        self.suffix = suffix
        self._triggered = triggered
        self._looks = triggered is None
        self._heard = b""
        self._times = 0
        self._lying = threading.Event()
        self._repeater: threading.Thread | None = None

    def close(self) -> None:
        """Take everything away, unplug and end."""
        self.take_away()
        super().close()

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

    # The line.

    def send(self, data: bytes) -> None:
        """Put bytes on the line as they are: noise, half a code, one without its suffix, more than a code holds."""
        self.wire.do(lambda: self._send(data))

    def sent(self, times: int, *, timeout: float = 20.0) -> None:
        """Wait until the scanner has sent so often; raises `TimeoutError`."""
        self._wait(lambda: self._times >= times, timeout, lambda: f"the scanner has sent only {self._times} times")

    def wait_for(self, command: bytes, *, timeout: float = 20.0) -> None:
        """Wait until the driver has sent `command` since the last call; raises `TimeoutError`."""
        with self._changed:
            self._wait(lambda: command in self._heard, timeout, lambda: f"the driver did not send {command.hex(' ')}")
            self._heard = self._heard.partition(command)[2]

    # The scanner at work, in the wire's thread.

    def _send(self, data: bytes) -> None:
        if self._looks:
            self.wire.say(data)
        with self._changed:
            self._times += 1
            self._changed.notify_all()

    def _hear(self, data: bytes) -> list[bytes]:
        with self._changed:
            self._heard += data
            if self._triggered is not None:
                on, off = (self._heard.rfind(command) for command in self._triggered)
                self._looks = on > off
            self._changed.notify_all()
        return []
