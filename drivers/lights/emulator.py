# SPDX-License-Identifier: GPL-3.0-or-later
"""A Modbus RTU board with eight relays and eight contacts, on a pseudo-terminal or a TCP port, with a steering handle.

Lamps hang on its relays and a person sensor on its contacts. It builds and reads its frames by itself, so that a
mistake of the drivers' is not its own mistake too. For the demo, the tests and training; never part of a terminal's
build.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.emulator import Cable, WiredEmulator, in_the_wires_thread

READ_COILS = 1
READ_INPUTS = 2
WRITE_COIL = 5
WRITE_COILS = 15

CHANNELS = 8


class RelayBoard(WiredEmulator):
    """The board. An unplugged cable is the converter's: the board keeps its power and its relays."""

    def __init__(self, cable: Cable, *, unit: int = 1) -> None:
        super().__init__(cable)
        self._unit = unit
        self._buffer = b""
        self._coils = [False] * CHANNELS
        self._inputs = [False] * CHANNELS
        self._refused: dict[int, int] = {}
        self._ignored: set[int] = set()
        self._before = b""
        self._damaged = 0
        self._echoes = False
        self._heard: list[int] = []
        self._switched: list[tuple[int, bool]] = []

    # What can be seen of it.

    @property
    def lit(self) -> frozenset[int]:
        """The relays that are on."""
        with self._changed:
            return frozenset(number for number, on in enumerate(self._coils) if on)

    @property
    def switched(self) -> tuple[tuple[int, bool], ...]:
        """Every relay that was switched so far, and which way, in order."""
        with self._changed:
            return tuple(self._switched)

    @property
    def closed(self) -> frozenset[int]:
        """The contacts that are closed."""
        return frozenset(number for number, closed in enumerate(self._inputs) if closed)

    @property
    def refuses(self) -> bool:
        """Whether it answers any function with an exception."""
        return bool(self._refused)

    def count(self, function: int) -> int:
        """Return how often a function was asked for."""
        with self._changed:
            return self._heard.count(function)

    def wait_until(self, is_so: Callable[[RelayBoard], bool], *, timeout: float = 20.0) -> None:
        """Wait until something holds for the board; raises `TimeoutError`."""
        self._wait(lambda: is_so(self), timeout, lambda: f"lit: {sorted(self.lit)}, heard: {self._heard[-10:]}")

    # The person in front of the sensor, and the technician.

    @in_the_wires_thread
    def contact(self, number: int, *, closed: bool) -> None:
        """Close or open a contact."""
        self._inputs[number] = closed

    @in_the_wires_thread
    def switch_by_hand(self, number: int, *, on: bool) -> None:
        """Switch a relay by the button beside it."""
        self._switch(number, on=on)

    @in_the_wires_thread
    def lose_power(self) -> None:
        """Be switched off and on, while the converter and its port stay: all relays drop, and nobody is told."""
        self._buffer = b""
        for number in range(CHANNELS):
            self._switch(number, on=False)

    @in_the_wires_thread
    def plug(self) -> None:
        """Put the cable back."""
        self._buffer = b""
        super().plug()

    @in_the_wires_thread
    def noise(self, before: bytes) -> None:
        """Put stray bytes in front of each answer."""
        self._before = before

    @in_the_wires_thread
    def damage(self, answers: int) -> None:
        """Send the next so many answers with a wrong CRC."""
        self._damaged = answers

    @in_the_wires_thread
    def echo(self, *, on: bool = True) -> None:
        """Hand every byte back as it comes, as a converter does whose receiver is always on."""
        self._echoes = on

    @in_the_wires_thread
    def refuse(self, function: int, exception: int | None) -> None:
        """Answer a function with this exception code from now on; None: obey again."""
        if exception is None:
            self._refused.pop(function, None)
        else:
            self._refused[function] = exception

    @in_the_wires_thread
    def ignore(self, *functions: int) -> None:
        """Do not answer these functions at all."""
        self._ignored = set(functions)

    # The board at work, in the wire's thread.

    def _hear(self, data: bytes) -> list[bytes]:
        answers = [data] if self._echoes else []
        self._buffer += data
        while len(self._buffer) >= 8:
            length = 9 + self._buffer[6] if self._buffer[1] == WRITE_COILS else 8
            if len(self._buffer) < length:
                break
            frame = self._buffer[:length]
            if _crc(frame[:-2]) != frame[-2:]:
                self._buffer = self._buffer[1:]
                continue
            self._buffer = self._buffer[length:]
            if frame[0] == self._unit and (answer := self._answer(frame)):
                answers.append(answer)
        return answers

    def _answer(self, frame: bytes) -> bytes:
        function = frame[1]
        if function in self._ignored:
            answer = b""
        elif function in self._refused:
            answer = bytes((function | 0x80, self._refused[function]))
        else:
            answer = self._obey(function, frame)
        with self._changed:
            self._heard.append(function)
            self._changed.notify_all()
        if not answer:
            return b""
        answer = bytes((self._unit,)) + answer
        check = _crc(answer)
        if self._damaged:
            self._damaged -= 1
            check = bytes((check[0] ^ 0x55, check[1]))
        return self._before + answer + check

    def _obey(self, function: int, frame: bytes) -> bytes:
        first, second = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        if function in {READ_COILS, READ_INPUTS}:
            if first + second > CHANNELS:
                return bytes((function | 0x80, 2))
            bank = (self._coils if function == READ_COILS else self._inputs)[first : first + second]
            return bytes((function, 1, int("".join("01"[on] for on in reversed(bank)), 2)))
        if function == WRITE_COIL:
            if first >= CHANNELS:
                return bytes((function | 0x80, 2))
            if second not in {0, 0xFF00}:
                return bytes((function | 0x80, 3))
            self._switch(first, on=bool(second))
        elif function == WRITE_COILS:
            if first + second > CHANNELS:
                return bytes((function | 0x80, 2))
            for place in range(second):
                self._switch(first + place, on=bool(frame[7 + place // 8] & 1 << place % 8))
        else:
            return bytes((function | 0x80, 1))
        return frame[1:6]

    def _switch(self, number: int, *, on: bool) -> None:
        with self._changed:
            if self._coils[number] is not on:
                self._coils[number] = on
                self._switched.append((number, on))
            self._changed.notify_all()


_CRC_OF_NIBBLE = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def _crc(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        for nibble in (byte & 15, byte >> 4):
            value = value >> 4 ^ _CRC_OF_NIBBLE[(value ^ nibble) & 15]
    return bytes((value & 255, value >> 8))
