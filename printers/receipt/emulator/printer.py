# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated printer as a whole: what it answers, what came out of it, and the hands of a person at it.

Its wire is a network, a serial line or USB; the methods of `Emulator` use up the paper, open the cover, pull the cable.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from printers.receipt.emulator.commands import CommandReader
from printers.receipt.emulator.make import Make, Speech
from printers.receipt.emulator.mechanism import Mechanism, Reply
from printers.receipt.emulator.paper import Dots, picture_of
from printers.receipt.emulator.usb import UsbBus, UsbWire
from printers.receipt.emulator.wire import PtyWire, Send, Wire

_CLEAR = bytes((0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8))
_CLEARED = b"\x37\x25\x00"


class Emulator:
    """A printer that is plugged in from `start` to `close`; every method may be called from any thread.

    `width` is that of the head in dots. With `port` 0 the system chooses one, and keeps it over `unplug` and `plug`;
    with a `link` it is on a serial line that appears there instead, with a `bus` on native USB.
    """

    def __init__(
        self,
        *,
        width: int = 576,
        port: int = 0,
        link: Path | None = None,
        make: Make | None = None,
        bus: UsbBus | None = None,
    ) -> None:
        self.faults: list[str] = []
        """What a strict printer would not have understood; empty when the driver speaks well."""
        self.make = make or Make()
        self._mechanism = Mechanism(width, self.faults, self.make)
        self._changed = threading.Condition(threading.RLock())
        self._wire: Wire | PtyWire | UsbWire
        if bus is not None:
            self._wire = UsbWire(bus, self._serve)
        else:
            self._wire = Wire(port, self._serve) if link is None else PtyWire(link, self._serve)
        self._says: bytes | None = None
        self._chatter = b""

    @property
    def url(self) -> str:
        """Return the port as terminal.toml names it."""
        return self._wire.url

    @property
    def usb(self) -> UsbWire:
        """Return its USB cable. Raises TypeError when it has none."""
        if not isinstance(self._wire, UsbWire):
            raise TypeError("the printer is not on USB")
        return self._wire

    @property
    def papers(self) -> tuple[Dots, ...]:
        """Return the finished papers, cut and in order: arrays of shape (rows, width), True is black."""
        with self._changed:
            return tuple(self._mechanism.papers)

    @property
    def rows_out(self) -> int:
        """Return how many dot rows have come out so far, cut off or not."""
        with self._changed:
            return sum(len(rows) for rows in (*self._mechanism.papers, *self._mechanism.strip))

    @property
    def rows_waiting(self) -> int:
        """Return how many dot rows lie in its memory, to be printed when it can."""
        with self._changed:
            bands = [command for command, _ in self._mechanism.buffer if command[:2] == b"\x1d\x76"]
            return sum(int.from_bytes(band[6:8], "little") for band in bands)

    @property
    def plugged(self) -> bool:
        """Whether the data cable is in."""
        return self._wire.plugged

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
        return self._says is None and not self._chatter and not self._wire.turns_away

    def wait_for_paper(self, timeout: float, *, count: int = 1) -> Dots:
        """Return the last paper when at least `count` are finished. Raises TimeoutError after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._mechanism.papers) >= count, timeout):
                raise TimeoutError(f"{len(self._mechanism.papers)} of {count} papers after {timeout} s")
            return self._mechanism.papers[-1]

    def save(self, path: Path) -> None:
        """Save the last finished paper as a picture, as wide as the roll. Raises OSError when it cannot."""
        if not picture_of(self.wait_for_paper(0)).save(str(path), "PNG"):  # type: ignore[call-overload]
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

    def tear(self) -> None:
        """Tear off what hangs out, at a printer without a cutter: it is a finished paper then."""
        with self._hand() as mechanism:
            mechanism.tear()

    def heat(self, *, hot: bool = True) -> None:
        """Let the head get too hot, or cool down."""
        with self._hand() as mechanism:
            mechanism.hot = hot

    def pace(self, bytes_per_second: int | None) -> None:
        """Take in no more than so many bytes a second, as at the end of a slow serial line."""
        if isinstance(self._wire, UsbWire):
            raise TypeError("USB is not slow")
        self._wire.pace = bytes_per_second

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
        self._wire.turns_away = turns_away

    def unplug_after(self, received: int) -> None:
        """Pull the cable as soon as so many more bytes have arrived."""
        self.after(received, self.unplug)

    def hang_up_after(self, received: int) -> None:
        """Break the connection off as soon as so many more bytes have arrived; a new one is taken at once."""

        def hang_up() -> None:
            self.unplug()
            self.plug()

        self.after(received, hang_up)

    def fall_silent_after(self, received: int) -> None:
        """Answer nothing from when so many more bytes have arrived."""
        self.after(received, self.fall_silent)

    def after(self, received: int, happen: Callable[[], None]) -> None:
        """Do something as soon as so many more bytes have arrived."""
        self._wire.after(received, happen)

    def plug(self) -> None:
        """Put the cable in."""
        self._wire.plug()

    def unplug(self) -> None:
        """Pull the data cable: connections break and new ones are refused; the printer keeps power and memory."""
        self._wire.unplug()

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
    def _hand(self) -> Iterator[Mechanism]:
        """Let a hand at the mechanism, which then goes on with its work if it can."""
        with self._changed:
            yield self._mechanism
            self._mechanism.work()
            self._changed.notify_all()

    # What arrives.

    def _serve(self, arriving: Iterator[bytes], send: Send) -> None:
        reader = CommandReader(self.faults)
        for data in arriving:
            with self._changed:
                for command in reader.feed(data):
                    self._take(command, lambda answer: self._answer(send, answer))
                self._changed.notify_all()

    def _take(self, command: bytes, reply: Reply) -> None:
        """Carry out a real-time command at once; queue another behind those before it."""
        head, speech = command[:2], self.make.speech
        if head == b"\x10\x04":
            if speech not in {Speech.EPSON, Speech.CUSTOM}:
                self.faults.append("DLE EOT to a printer that does not know it")
            else:
                reply(self._mechanism.status(command[2]))
        elif command == _CLEAR and self.make.forgets:
            self._mechanism.buffer.clear()
            reply(_CLEARED)
        elif head[:1] == b"\x10":
            self.faults.append(f"unknown real-time command {command.hex(' ')}")
        elif head == b"\x1b\x76" and speech is Speech.PANEL:
            reply(self._mechanism.panel_status())
        elif head == b"\x1b\x76" or (head == b"\x1d\x72" and speech in {Speech.PANEL, Speech.MUTE}):
            self.faults.append(f"{command.hex(' ')} to a printer that does not know it")
        elif head == b"\x1d\x72" and speech is Speech.PAPER and self._mechanism.paper_out:
            reply(b"\x0f")
        else:
            self._mechanism.buffer.append((command, reply))
            self._mechanism.work()

    def _answer(self, send: Send, answer: bytes) -> None:
        send(self._chatter + (answer if self._says is None else self._says))
