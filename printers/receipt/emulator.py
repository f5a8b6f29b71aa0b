# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on a TCP port that draws its paper; for the demo, training and tests, never on a terminal.

It is a judge as well as a stand-in: it is written from Epson's ESC/POS pages and shares no code with the driver, and a
byte that it does not know is a recorded fault. The wire side is that of a network printer; the other methods of
`Emulator` are the hands of a person at the printer: they use up the paper, open the cover, pull the cable.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

Dots: TypeAlias = npt.NDArray[np.bool_]
Reply: TypeAlias = Callable[[bytes], None]

_FIXED_LENGTHS = {b"\x10\x04": 3, b"\x10\x14": 10, b"\x1b\x40": 2, b"\x1d\x61": 3, b"\x1d\x72": 3}
_CLEAR = bytes((0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
_MARGINS = {576: 32, 384: 40}
"""White beside the print head, in dots: the paper is 80 or 58 mm wide."""


class CommandReader:
    """Cuts a stream of bytes into ESC/POS commands, however it arrives; bytes that begin none go to `faults`."""

    def __init__(self, faults: list[str]) -> None:
        self._faults = faults
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take in bytes and yield the commands that are now whole."""
        self._pending += data
        while self._pending:
            length = self._length()
            if length == 0:
                self._faults.append(f"unknown byte {self._pending[:4].hex(' ')}")
                del self._pending[0]
            elif length is None or len(self._pending) < length:
                return
            else:
                yield bytes(self._pending[:length])
                del self._pending[:length]

    def _length(self) -> int | None:
        """Return the length of the command that is first; None when it cannot be known yet, 0 for an unknown one."""
        head = bytes(self._pending[:2])
        if len(head) < 2:
            return None if head in {b"\x10", b"\x1b", b"\x1d"} else 0
        if head in _FIXED_LENGTHS:
            return _FIXED_LENGTHS[head]
        if head == b"\x1d\x56":
            if len(self._pending) < 3:
                return None
            return {0: 3, 1: 3, 0x41: 4, 0x42: 4}.get(self._pending[2], 0)
        if head == b"\x1d\x76":
            if len(self._pending) < 8:
                return None
            if self._pending[2] != 0x30 or self._pending[3] > 3:
                return 0
            across, down = (int.from_bytes(self._pending[at : at + 2], "little") for at in (4, 6))
            return 8 + across * down
        return 0


@dataclass
class _Mechanism:
    """Head, paper, cover and cutter; carries commands out in turn, as long as nothing stops it."""

    width: int
    faults: list[str]
    paper_out: bool = False
    paper_low: bool = False
    rows_left: int | None = None
    cover_open: bool = False
    cutter_blocked: bool = False
    cutter_error: bool = False
    held: bool = False
    strip: list[Dots] = field(default_factory=list)
    papers: list[Dots] = field(default_factory=list)
    buffer: deque[tuple[bytes, Reply]] = field(default_factory=deque)

    @property
    def stopped(self) -> bool:
        return self.paper_out or self.cover_open or self.cutter_error or self.held

    def work(self) -> None:
        """Carry out what is in the buffer until it is empty or something stops the printer."""
        while self.buffer and not self.stopped:
            command, reply = self.buffer.popleft()
            match command[:2]:
                case b"\x1d\x76":
                    self._burn(command, reply)
                case b"\x1d\x56":
                    self._cut(command, reply)
                case b"\x1d\x72":
                    reply(b"\x03" if self.paper_low else b"\x00")
                case b"\x1d\x61" if command[2] != 0:
                    self.faults.append("automatic status is not emulated")

    def _burn(self, command: bytes, reply: Reply) -> None:
        across, down = (int.from_bytes(command[at : at + 2], "little") for at in (4, 6))
        if command[3] != 0 or across * 8 > self.width:
            self.faults.append(f"raster of mode {command[3]}, {across * 8} dots on a head of {self.width}")
            return
        rows = np.unpackbits(np.frombuffer(command[8:], np.uint8).reshape(down, across), axis=1).astype(np.bool_)
        rows = np.pad(rows, ((0, 0), (0, self.width - across * 8)))
        if self.rows_left is None:
            self.strip.append(rows)
            return
        self.strip.append(rows[: self.rows_left])
        self.rows_left -= down
        if self.rows_left <= 0:
            rest = -self.rows_left
            self.paper_out, self.rows_left = True, None
            if rest:
                left = command[:6] + rest.to_bytes(2, "little") + command[len(command) - rest * across :]
                self.buffer.appendleft((left, reply))

    def _cut(self, command: bytes, reply: Reply) -> None:
        if self.cutter_blocked:
            self.cutter_error = True
            self.buffer.appendleft((command, reply))
            return
        if self.strip:
            self.papers.append(np.concatenate(self.strip))
            self.strip.clear()

    def status(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        signs = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open | 0x08 * self.held | 0x20 * self.paper_out | 0x40 * self.cutter_error,
            3: 0x08 * self.cutter_error,
            4: 0x0C * (self.paper_low or self.paper_out) | 0x60 * self.paper_out,
        }
        if n not in signs:
            self.faults.append(f"no status {n}")
            return b""
        return bytes((0x12 | signs[n],))


class Emulator:
    """A printer that is plugged in from `start` to `close`; every method may be called from any thread.

    `width` is that of the head in dots. With `port` 0 the system chooses one, and keeps it over `unplug` and `plug`.
    """

    def __init__(self, *, width: int = 576, port: int = 0) -> None:
        self.faults: list[str] = []
        """What a strict printer would not have understood; empty when the driver speaks well."""
        self._mechanism = _Mechanism(width, self.faults)
        self._changed = threading.Condition(threading.RLock())
        self._port = port
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()
        self._says: bytes | None = None
        self._chatter = b""
        self._turns_away = False
        self._surprise: tuple[int, Callable[[], None]] | None = None

    @property
    def url(self) -> str:
        """Return the port as pyserial names it."""
        return f"socket://127.0.0.1:{self._port}"

    @property
    def papers(self) -> tuple[Dots, ...]:
        """Return the finished papers, cut and in order: arrays of shape (rows, width), True is black."""
        with self._changed:
            return tuple(self._mechanism.papers)

    @property
    def plugged(self) -> bool:
        """Whether the data cable is in."""
        return self._listener is not None

    @property
    def has_paper(self) -> bool:
        """Whether there is paper left to print on."""
        return not self._mechanism.paper_out

    @property
    def cover_is_open(self) -> bool:
        """Whether its cover stands open."""
        return self._mechanism.cover_open

    @property
    def cutter_is_free(self) -> bool:
        """Whether nothing is in the cutter's way."""
        return not self._mechanism.cutter_blocked

    @property
    def is_held(self) -> bool:
        """Whether somebody holds the feed button."""
        return self._mechanism.held

    @property
    def answers(self) -> bool:
        """Whether it answers, and rightly."""
        return self._says is None and not self._chatter and not self._turns_away

    def wait_for_paper(self, timeout: float, *, count: int = 1) -> Dots:
        """Return the last paper when at least `count` are finished. Raises TimeoutError after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._mechanism.papers) >= count, timeout):
                raise TimeoutError(f"{len(self._mechanism.papers)} of {count} papers after {timeout} s")
            return self._mechanism.papers[-1]

    def save(self, path: Path) -> None:
        """Save the last finished paper as a picture, as wide as the roll. Raises OSError when it cannot."""
        paper = self.wait_for_paper(0)
        side = _MARGINS.get(paper.shape[1], 32)
        grey = np.where(np.pad(paper, ((24, 24), (side, side))), 0, 255).astype(np.uint8)
        height, width = grey.shape
        image = QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
        if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
            raise OSError(f"cannot write {path}")

    # The hands of a person.

    def paper_out(self, *, after_rows: int = 0) -> None:
        """Use up the paper, now or when so many more dot rows are printed."""
        with self._hand() as mechanism:
            mechanism.paper_out = after_rows == 0
            mechanism.rows_left = after_rows or None

    def paper_low(self) -> None:
        """Let the roll come near its end."""
        with self._hand() as mechanism:
            mechanism.paper_low = True

    def load_paper(self, *, tear: bool = True) -> None:
        """Put in a new roll; `tear` off what hung out unfinished, or leave it hanging."""
        with self._hand() as mechanism:
            mechanism.paper_out = mechanism.paper_low = False
            mechanism.rows_left = None
            if tear:
                mechanism.strip.clear()

    def open_cover(self) -> None:
        """Open the cover."""
        with self._hand() as mechanism:
            mechanism.cover_open = True

    def close_cover(self) -> None:
        """Close the cover."""
        with self._hand() as mechanism:
            mechanism.cover_open = False

    def jam_cutter(self) -> None:
        """Block the cutter; the printer notices at the next cut."""
        with self._hand() as mechanism:
            mechanism.cutter_blocked = True

    def free_cutter(self) -> None:
        """Take the scrap out of the cutter."""
        with self._hand() as mechanism:
            mechanism.cutter_blocked = mechanism.cutter_error = False

    def hold(self) -> None:
        """Hold the feed button: the printer takes data and prints none."""
        with self._hand() as mechanism:
            mechanism.held = True

    def release(self) -> None:
        """Release the feed button."""
        with self._hand() as mechanism:
            mechanism.held = False

    def fall_silent(self) -> None:
        """Take everything and answer nothing."""
        self._says = b""

    def talk_garbage(self, answer: bytes = b"\xa5") -> None:
        """Answer every question with the same wrong bytes."""
        self._says = answer

    def chatter(self, before: bytes) -> None:
        """Push these bytes before every answer, as flow control and automatic status do."""
        self._chatter = before

    def speak(self) -> None:
        """Answer properly again."""
        self._says = None

    def turn_away(self, *, turns_away: bool = True) -> None:
        """Hang up on whoever calls, as a printer does that serves another host."""
        self._turns_away = turns_away

    def unplug_after(self, received: int) -> None:
        """Pull the cable as soon as so many more bytes have arrived."""
        with self._changed:
            self._surprise = received, self.unplug

    def fall_silent_after(self, received: int) -> None:
        """Answer nothing from when so many more bytes have arrived."""
        with self._changed:
            self._surprise = received, self.fall_silent

    def plug(self) -> None:
        """Put the cable in."""
        if self._listener is not None:
            return
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="printer emulator", daemon=True).start()

    def unplug(self) -> None:
        """Pull the data cable: connections break and new ones are refused; the printer keeps power and memory."""
        with self._changed:
            if self._listener is not None:
                _hang_up(self._listener)
                self._listener = None
            for connection in self._connections:
                _hang_up(connection)
            self._connections.clear()

    def start(self) -> None:
        """Begin, plugged in."""
        self.plug()

    def close(self) -> None:
        """End."""
        self.unplug()

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _hand(self) -> Iterator[_Mechanism]:
        """Let a hand at the mechanism, which then goes on with its work if it can."""
        with self._changed:
            yield self._mechanism
            self._mechanism.work()
            self._changed.notify_all()

    # The wire.

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                if self._turns_away:
                    connection.close()
                    continue
                with self._changed:
                    self._connections.add(connection)
                threading.Thread(target=self._serve, args=(connection,), name="printer emulator", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        reader = CommandReader(self.faults)
        with connection:
            while data := self._receive(connection):
                with self._changed:
                    for command in reader.feed(data):
                        self._take(command, lambda answer: self._answer(connection, answer))
                    self._changed.notify_all()
        with self._changed:
            self._connections.discard(connection)

    def _receive(self, connection: socket.socket) -> bytes:
        """Return the next bytes, none when the line is dead or is cut now."""
        try:
            data = connection.recv(65_536)
        except OSError:
            return b""
        with self._changed:
            if connection not in self._connections:
                return b""
            if self._surprise is None:
                return data
            left, happen = self._surprise
            if len(data) < left:
                self._surprise = left - len(data), happen
                return data
            self._surprise = None
            happen()
            return data if connection in self._connections else data[:left]

    def _take(self, command: bytes, reply: Reply) -> None:
        """Carry out a real-time command at once; queue another behind those before it."""
        if command[:2] == b"\x10\x04":
            reply(self._mechanism.status(command[2]))
        elif command == _CLEAR:
            self._mechanism.buffer.clear()
            reply(b"\x37\x25\x00")
        elif command[:1] == b"\x10":
            self.faults.append(f"unknown real-time command {command.hex(' ')}")
        else:
            self._mechanism.buffer.append((command, reply))
            self._mechanism.work()

    def _answer(self, connection: socket.socket, answer: bytes) -> None:
        with contextlib.suppress(OSError):  # whoever asked has hung up
            connection.sendall(self._chatter + (answer if self._says is None else self._says))


def _hang_up(peer: socket.socket) -> None:
    """Break a socket that another thread waits at; closing alone would not wake that thread."""
    with contextlib.suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)
