# SPDX-License-Identifier: GPL-3.0-or-later
"""A chip card in a virtual reader of the real PC/SC service (vpcd of vsmartcard), with a handle to steer it.

A card dials the reader by TCP; to hang up is to be taken out. Each message is two bytes of length, big-endian, and
that many bytes; a message of one byte is the reader's own word: 0 power off, 1 power on, 2 reset, 4 tell your ATR.
For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

PORT = 35963
"""Where vpcd's first reader waits for its card; the second's is the next."""

ATR_T0 = bytes.fromhex("3B650000534B000001")
"""A contact card that speaks T=0."""
ATR_T1 = bytes.fromhex("3B8780014B494F534B2D314F")
"""A contactless card, as its reader presents it: T=1, with a check byte."""
ATR_BUS_CARD = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""A MIFARE Classic card of 1 KiB, which has no processor."""

_TELL_ATR = b"\x04"
_REDIAL = 0.02
_HAND = 0.45
"""Seconds between two cards. The service looks every 0.4 s and would not notice a card changed more quickly."""
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Request:
    """One command as a card sees it."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None
    """None: the reader expects nothing. 256 where it said 0."""


class Chip(Protocol):
    """What is on a card."""

    @property
    def atr(self) -> bytes:
        """Its first word."""

    def reset(self) -> None:
        """Forget all that was said."""

    def obey(self, request: Request) -> tuple[bytes, int]:
        """Return all data that the command gives, and its verdict SW1 SW2."""


def dial_vpcd() -> socket.socket:
    """Return a connection to the first virtual reader of this machine."""
    line = socket.create_connection(("127.0.0.1", PORT), timeout=_PATIENCE)
    line.settimeout(None)
    return line


class Emulator:
    """A hand with cards before a reader. Every method may be called from any thread."""

    def __init__(self, dial: Callable[[], socket.socket] = dial_vpcd) -> None:
        self._dial = dial
        self._chip: Chip | None = None
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._gone = threading.Event()
        self._free_at = 0.0
        self._held_back = b""
        self._lift_at: int | None = None
        self._mute = False
        self._pause = 0.0
        self._damaged = 0
        self._verdicts: dict[bytes, int] = {}
        self._heard: Counter[bytes] = Counter()
        self._hearing = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lift()

    # The citizen's hands.

    def insert(self, chip: Chip) -> None:
        """Put a card in, a moment after one that was lifted. It stays there when the service restarts."""
        self.lift()
        chip.reset()
        self._chip = chip
        self._gone = threading.Event()
        self._held_back = b""
        self._thread = threading.Thread(target=self._live, args=(chip, self._gone), name="emulated card", daemon=True)
        self._thread.start()

    def lift(self) -> None:
        """Take the card out."""
        self._chip = None
        self._gone.set()
        self._hang_up()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE)
            self._thread = None

    def lift_mid_reading(self, after: int = 0) -> None:
        """Take the card out instead of answering the command that comes after so many more."""
        self._lift_at = after

    @property
    def chip(self) -> Chip | None:
        """The card in the reader; None after it was taken out, also in the midst of a reading."""
        return None if self._gone.is_set() else self._chip

    @property
    def well(self) -> bool:
        """Whether the card answers, and obeys every command."""
        return not self._mute and not self._verdicts

    # The card's moods.

    def mute(self, *, on: bool = True) -> None:
        """Hear commands and answer none."""
        self._mute = on

    def slow(self, seconds: float) -> None:
        """Think before each answer."""
        self._pause = seconds

    def refuse(self, command: bytes, verdict: int | None) -> None:
        """Answer commands that begin with these bytes with this SW1 SW2 from now on; None: as usual again."""
        if verdict is None:
            self._verdicts.pop(command, None)
        else:
            self._verdicts[command] = verdict

    def damage(self, answers: int) -> None:
        """Lose all but the first byte of the next so many answers."""
        self._damaged = answers

    def wait_for(self, command: bytes, *, timeout: float = _PATIENCE) -> None:
        """Wait until a command that begins with these bytes has been heard since the card was made."""
        with self._hearing:
            if not self._hearing.wait_for(lambda: self._count(command) > 0, timeout):
                raise TimeoutError(f"the driver did not send {command.hex(' ')}")

    def count(self, command: bytes) -> int:
        """Return how many commands that begin with these bytes have been heard."""
        with self._hearing:
            return self._count(command)

    # The card at work.

    def _live(self, chip: Chip, gone: threading.Event) -> None:
        gone.wait(max(0.0, self._free_at - time.monotonic()))
        while not gone.is_set():
            try:
                self._line = line = self._dial()
            except OSError:  # no service, no reader, or another card in it
                gone.wait(_REDIAL)
                continue
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with line, contextlib.suppress(OSError):
                while not gone.is_set() and (message := _receive(line)) is not None:
                    self._hear(chip, line, message)
            self._line = None

    def _hear(self, chip: Chip, line: socket.socket, message: bytes) -> None:
        if message == _TELL_ATR:
            _send(line, chip.atr)
        elif len(message) == 1:
            self._held_back = b""
            chip.reset()
        else:
            self._answer(chip, line, message)

    def _answer(self, chip: Chip, line: socket.socket, message: bytes) -> None:
        with self._hearing:
            self._heard[message] += 1
            self._hearing.notify_all()
        if self._lift_at is not None:
            if self._lift_at == 0:
                self._lift_at = None
                self._gone.set()
                self._hang_up()
                return
            self._lift_at -= 1
        if self._pause:
            self._gone.wait(self._pause)
        answer = self._refused(message) or self._said(chip, message)
        if self._damaged:
            self._damaged -= 1
            answer = answer[:1]
        if not self._mute:
            _send(line, answer)

    def _refused(self, message: bytes) -> bytes | None:
        for command, verdict in self._verdicts.items():
            if message.startswith(command):
                return verdict.to_bytes(2, "big")
        return None

    def _said(self, chip: Chip, message: bytes) -> bytes:
        request = _parse(message)
        if request is None:
            return b"\x67\x00"
        if chip.atr[1] >> 4 & 8:  # an ATR with a TD1 that names T=1
            data, verdict = chip.obey(request)
            return data + verdict.to_bytes(2, "big")
        return self._said_under_t0(chip, request)

    def _said_under_t0(self, chip: Chip, request: Request) -> bytes:
        """A card that speaks T=0 says first how much it has, and gives exactly that."""
        if request.ins == 0xC0:
            data, verdict = self._held_back, 0x9000 if self._held_back else 0x6985
            length = min(request.le or 0, 256)
            if length > len(data):
                return bytes((0x6C, len(data)))
            self._held_back = data[length:]
            if self._held_back:
                verdict = 0x6100 | min(len(self._held_back), 256) % 256
            return data[:length] + verdict.to_bytes(2, "big")
        data, verdict = chip.obey(request)
        self._held_back = b""
        if data and (request.data or len(data) > 256):
            self._held_back = data
            return bytes((0x61, min(len(data), 256) % 256))
        if data and request.le != len(data):
            return bytes((0x6C, len(data) % 256))
        return data + verdict.to_bytes(2, "big")

    def _hang_up(self) -> None:
        line = self._line
        if line is not None:
            self._free_at = time.monotonic() + _HAND
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _count(self, command: bytes) -> int:
        return sum(times for heard, times in self._heard.items() if heard.startswith(command))


def _parse(message: bytes) -> Request | None:
    if len(message) < 4:
        return None
    cla, ins, p1, p2 = message[:4]
    body = message[4:]
    if not body:
        return Request(cla, ins, p1, p2, b"", None)
    if len(body) == 1:
        return Request(cla, ins, p1, p2, b"", body[0] or 256)
    count = body[0]
    data, rest = body[1 : 1 + count], body[1 + count :]
    if len(data) != count or len(rest) > 1:
        return None
    return Request(cla, ins, p1, p2, data, (rest[0] or 256) if rest else None)


def _receive(line: socket.socket) -> bytes | None:
    head = _exactly(line, 2)
    return None if head is None else _exactly(line, int.from_bytes(head, "big"))


def _exactly(line: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        # vpcd sends length and message apart; without this it waits 40 ms for our word on the first.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = line.recv(count - len(data))
        if not piece:
            return None
        data += piece
    return data


def _send(line: socket.socket, message: bytes) -> None:
    line.sendall(len(message).to_bytes(2, "big") + message)
