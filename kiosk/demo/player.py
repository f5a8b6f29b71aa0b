# SPDX-License-Identifier: GPL-3.0-or-later
"""The player of a visit: steers the hands at the screen, and notes how long each page took."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONNECT_WITHIN = 60.0
"""Seconds for the ui to start on a slow machine."""
LOOK_EVERY = 0.1
"""Seconds between attempts to reach the ui."""


class Stuck(Exception):  # noqa: N818 - the player is stuck, the program is not in error
    """What the script looks for is not on the screen; the text says what is."""


@dataclass
class PageTime:
    """One page of the visit as it was played."""

    page: str
    picture: str
    seconds: float = 0.0


@dataclass
class Player:
    """Plays on one screen. Every method waits for what it needs, and raises Stuck when it does not come."""

    address: Path
    pictures: Path
    within: float = 20.0
    monotonic: Callable[[], float] = time.monotonic
    pages: list[PageTime] = field(default_factory=list)
    _connection: socket.socket | None = None
    _buffer: bytes = b""
    _arrived: float = 0.0

    def __enter__(self) -> Player:
        """Wait for the ui and take its hands. Raises Stuck when it does not start."""
        deadline = self.monotonic() + CONNECT_WITHIN
        while True:
            connection = socket.socket(socket.AF_UNIX)
            if connection.connect_ex(str(self.address)) == 0:
                self._connection = connection
                return self
            connection.close()
            if self.monotonic() > deadline:
                raise Stuck("the ui did not start")
            time.sleep(LOOK_EVERY)

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def page(self, *names: str, within: float | None = None) -> str:
        """Wait until one of these pages is drawn and at rest; return its name."""
        return str(self.order("page", within, names=names)["page"])

    def picture(self, name: str) -> None:
        """Take a picture of what is drawn."""
        file = f"{len(self.pages) + 1:02d}-{name}.png"
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.order("grab", path=str(self.pictures / file))
        now = self.monotonic()
        if self.pages:
            self.pages[-1].seconds = round(now - self._arrived, 3)
        self.pages.append(PageTime(page=self.see()["page"], picture=file))
        self._arrived = now

    def end(self) -> None:
        """The last page has been seen."""
        if self.pages:
            self.pages[-1].seconds = round(self.monotonic() - self._arrived, 3)

    def touch(self, name: str, within: float | None = None) -> None:
        """Touch the control that is called so."""
        self.order("touch", within, name=name)

    def keys(self, text: str) -> None:
        """Touch keys of the virtual keyboard, one for each character."""
        for character in text:
            self.order("key", text=character)

    def write_pinyin(self, words: Iterable[tuple[str, str]]) -> None:
        """Write Chinese on the virtual keyboard: spell each word in Pinyin, then touch it among the candidates."""
        for spelling, word in words:
            self.keys(spelling)
            self.order("candidate", text=word)

    def see(self) -> dict[str, Any]:
        """Return the page and the names of all controls that are drawn."""
        return self.order("see")

    def order(self, act: str, within: float | None = None, **details: Any) -> dict[str, Any]:
        """Give the hands one order and return their answer; raises Stuck when it cannot be done in time."""
        if self._connection is None:
            raise Stuck("the hands are not there; a player is used inside `with`")
        seconds = self.within if within is None else within
        self._connection.settimeout(seconds + 30)
        self._connection.sendall(json.dumps({**details, "act": act, "within": int(seconds * 1000)}).encode() + b"\n")
        while b"\n" not in self._buffer:
            data = self._connection.recv(1 << 16)
            if not data:
                raise Stuck("the ui ended")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if answer.get("failed"):
            raise Stuck(f"waited {seconds:g} s for {act} {details}; the page is {answer['page']} with {answer['seen']}")
        return answer
