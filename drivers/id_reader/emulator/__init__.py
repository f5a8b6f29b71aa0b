# SPDX-License-Identifier: GPL-3.0-or-later
"""A SAM_A reader (GA/T 467-2019 ch. 7) on a pseudo-terminal, a TCP port or native USB, with a handle to steer it.

It builds and reads its frames by itself, so that a mistake of the driver's is not its own mistake too. For the demo,
the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

from collections import Counter
from typing import Protocol, Self

from drivers.emulator import Cable, WiredEmulator, in_the_wires_thread
from drivers.id_reader.emulator.usb import UsbBus, UsbCable

RESET = b"\x10\xff"
STATUS = b"\x11\xff"
SAM_ID = b"\x12\xff"
FIND = b"\x20\x01"
SELECT = b"\x20\x02"
READ = b"\x30\x01"
READ_WITH_FINGERPRINTS = b"\x30\x10"
NEWEST_ADDRESS = b"\x30\x03"
SET_SPEED = b"\x60"
_SPEEDS = {0: 115200, 1: 57600, 2: 38400, 3: 19200, 4: 9600}

_SYNC = b"\xaa\xaa\xaa\x96\x69"
_SERIAL = bytes.fromhex("0500 0100 0ab83401 d2040000 2e160000")
"""05.01-20232202-0000001234-0000005678."""


class Card(Protocol):
    """What can be laid on the reader."""

    @property
    def photo(self) -> bytes:
        """1024 bytes of WLT."""

    @property
    def fingerprints(self) -> bytes:
        """No, one or two templates of 512 bytes."""

    @property
    def newest_address(self) -> str:
        """The address that was written to the card after its making; empty for none."""

    def text(self) -> bytes:
        """The 256 bytes of the text block."""


class Emulator(WiredEmulator):
    """The reader, with at most one card on it."""

    def __init__(self, cable: Cable) -> None:
        super().__init__(cable)
        self._buffer = b""
        self._card: Card | None = None
        self._found = self._selected = self._done_with = False
        self._speed: int | None = None
        self._own_speed: int | None = None
        self._heard_at: int | None = None
        self._pull_after: int | None = None
        self._before = self._inside = b""
        self._card_status = b"\x00\x00"
        self._damaged = self._shortened = 0
        self._damaged_only: bytes | None = None
        self._command = b""
        self._verdicts: dict[bytes, int] = {}
        self._unknown: set[bytes] = set()
        self._heard: Counter[bytes] = Counter()

    @classmethod
    def on_usb(cls) -> Self:
        """Return a reader on native USB, alone on a bus of its own; not started. pyusb reaches it by `usb`."""
        return cls(UsbCable(UsbBus()))

    def usb(self) -> UsbBus | None:
        """Return the bus on which the reader is, in the place of libusb's; None for a reader on another cable."""
        cable = self.wire.cable
        return cable.bus if isinstance(cable, UsbCable) else None

    # The citizen's hands.

    @in_the_wires_thread
    def insert(self, card: Card) -> None:
        """Lay a card on the reader."""
        self.lift()
        self._card = card

    @in_the_wires_thread
    def lift(self) -> None:
        """Take the card away."""
        self._card = None
        self._found = self._selected = self._done_with = False

    @in_the_wires_thread
    def pull_mid_read(self, after: int = 0) -> None:
        """Take the card away in the midst of its next reading.

        The reader reports 41; when `after` is not 0, behind so many bytes of the answer that had begun.
        """
        self._pull_after = after

    # Cable and line.

    @in_the_wires_thread
    def plug(self) -> None:
        """Put the cable back; the module starts anew, at its own speed."""
        self._buffer = b""
        self._speed = self._own_speed
        self._found = self._selected = self._done_with = False
        super().plug()

    @in_the_wires_thread
    def noise(self, *, before: bytes = b"", inside: bytes = b"") -> None:
        """Put stray bytes in front of each answer, and behind the first byte of its preamble."""
        self._before, self._inside = before, inside

    @in_the_wires_thread
    def damage(self, answers: int, *, of: bytes | None = None) -> None:
        """Send the next so many answers, or those of one command, with a wrong CHK."""
        self._damaged, self._damaged_only = answers, of

    @in_the_wires_thread
    def shorten(self, answers: int) -> None:
        """Lose the last byte of the next so many answers."""
        self._shortened = answers

    @in_the_wires_thread
    def speed(self, baud: int) -> None:
        """Speak and understand this speed only, where the line has one, until another one is set."""
        self._speed = self._own_speed = baud

    # The module's moods.

    @in_the_wires_thread
    def card_status(self, sw1_sw2: bytes) -> None:
        """Pass this SW1 and SW2 through with every answer, good or bad."""
        self._card_status = sw1_sw2

    @in_the_wires_thread
    def refuse(self, command: bytes, verdict: int | None) -> None:
        """Answer a command with this SW3 from now on; None: as usual again."""
        if verdict is None:
            self._verdicts.pop(command, None)
        else:
            self._verdicts[command] = verdict

    @in_the_wires_thread
    def ignore(self, *commands: bytes) -> None:
        """Do not answer these commands at all, as a module that does not know them."""
        self._unknown = set(commands)

    @property
    def card(self) -> Card | None:
        """What lies on the reader."""
        return self._card

    @property
    def refuses(self) -> bool:
        """Whether it answers any command with another SW3 than is due."""
        return bool(self._verdicts)

    def wait_for(self, command: bytes, *, timeout: float = 20.0) -> None:
        """Wait until the driver sends `command`; raises `TimeoutError`."""
        before = self.count(command)
        self._wait(
            lambda: self._heard[command] > before, timeout, lambda: f"the driver did not send {command.hex(' ')}"
        )

    def wait_until_set_to(self, baud: int, *, timeout: float = 20.0) -> None:
        """Wait until the driver has set this speed and speaks at it; raises `TimeoutError`."""
        self._wait(lambda: self._heard_at == baud, timeout, lambda: f"the driver does not speak at {baud} baud")

    def count(self, command: bytes) -> int:
        """Return how often the driver has sent `command`."""
        with self._changed:
            return self._heard[command]

    # The module at work, in the wire's thread.

    def _hear(self, data: bytes) -> list[bytes]:
        if self._speed not in {None, self.wire.cable.speed()}:
            return []  # what it hears is no byte of a frame
        self._buffer += data
        answers = []
        while (at := self._buffer.find(_SYNC)) >= 0:
            frame = self._buffer[at + 5 :]
            length = int.from_bytes(frame[:2], "big")
            if len(frame) < 2 or len(frame) < 2 + length:
                break
            self._buffer = frame[2 + length :]
            answers.append(self._answer(frame[: 2 + length]))
        return [answer for answer in answers if answer]

    def _answer(self, frame: bytes) -> bytes:
        if _xor(frame[:-1]) != frame[-1]:
            return self._frame(0x10)
        self._command = command = frame[2:4]
        if command in self._unknown:
            answer = b""
        elif command in self._verdicts:
            self._selected = False
            answer = self._frame(self._verdicts[command])
        else:
            answer = self._obey(command)
        with self._changed:
            self._heard[command] += 1
            self._heard_at = self.wire.cable.speed()
            self._changed.notify_all()
        return answer

    def _obey(self, command: bytes) -> bytes:
        if command == SAM_ID:
            return self._frame(0x90, _SERIAL)
        if command in {RESET, STATUS}:
            return self._frame(0x90)
        if command == FIND:
            self._found = self._card is not None and not self._done_with
            return self._frame(0x9F, bytes(4)) if self._found else self._frame(0x80)
        if command == SELECT:
            self._selected = self._found and self._card is not None
            return self._frame(0x90, bytes(8)) if self._selected else self._frame(0x81)
        if command[:1] == SET_SPEED and command[1] in _SPEEDS and self._speed is not None:
            self._speed = _SPEEDS[command[1]]  # from the next frame on
            return self._frame(0x90)
        if command in {READ, READ_WITH_FINGERPRINTS}:
            return self._content(command)
        if command == NEWEST_ADDRESS:
            return self._newest_address()
        return self._frame(0x21)

    def _content(self, command: bytes) -> bytes:
        card, after = self._card, self._pull_after
        if card is None or not self._selected:
            return self._frame(0x41)
        self._found = self._selected = False
        self._done_with = True
        parts = [card.text(), card.photo]
        if command == READ_WITH_FINGERPRINTS:
            parts.append(card.fingerprints)
        whole = self._frame(0x90, b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts))
        if after is None:
            return whole
        self.lift()
        self._pull_after = None
        return whole[:after] + self._frame(0x41)

    def _newest_address(self) -> bytes:
        """The card that was authenticated for a reading still is, until it is lifted."""
        if self._card is None or not self._done_with:
            return self._frame(0x41)
        if not self._card.newest_address:
            return self._frame(0x91)
        return self._frame(0x90, self._card.newest_address.ljust(35).encode("utf-16-le"))

    def _frame(self, verdict: int, data: bytes = b"") -> bytes:
        body = self._card_status + bytes((verdict,)) + data
        counted = (len(body) + 1).to_bytes(2, "big") + body
        check = _xor(counted)
        if self._damaged and self._damaged_only in {None, self._command}:
            self._damaged -= 1
            check ^= 0x55
        frame = self._before + _SYNC[:1] + self._inside + _SYNC[1:] + counted + bytes((check,))
        if self._shortened:
            self._shortened -= 1
            frame = frame[:-1]
        return frame


def _xor(data: bytes) -> int:
    result = 0
    for byte in data:
        result ^= byte
    return result
