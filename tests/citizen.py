# SPDX-License-Identifier: GPL-3.0-or-later
"""A citizen without a screen: speaks to the engine as the ui does, over the Unix socket, and waits for pages."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kiosk.visit.frames import FrameBuffer, pack, unpack_show
from kiosk.visit.intents import Action, Intent, Press
from kiosk.visit.screens import (
    Consent,
    Guide,
    Home,
    NumberEntry,
    PlaceCard,
    PlaceEntry,
    Review,
    Screen,
    Show,
    TextEntry,
)

S = TypeVar("S", bound=Screen)

CONNECT_WITHIN = 60.0
PATIENCE = 40.0
"""Seconds after which a page no longer comes, on however busy a machine.

That a page tells of a fault within three seconds is no matter of a stopwatch, which a busy machine upsets: it follows
from the limits that the drivers keep, see `tests/drivers/test_promised_seconds.py`.
"""


class Citizen:
    """One connection; what it has not looked at yet is kept in order."""

    def __init__(self, address: Path) -> None:
        deadline = time.monotonic() + CONNECT_WITHIN
        while True:
            self._socket = socket.socket(socket.AF_UNIX)
            if self._socket.connect_ex(str(address)) == 0:
                break
            self._socket.close()
            assert time.monotonic() < deadline, "the engine did not start"
            time.sleep(0.02)
        self._frames = FrameBuffer()
        self._unseen: list[Show] = []
        self.show: Show | None = None
        self.pages: list[Screen] = []
        """All that was looked at, in order."""

    def close(self) -> None:
        self._socket.close()

    def expect(self, page: type[S], when: Callable[[S], bool] = lambda _: True, *, within: float = PATIENCE) -> S:
        """Wait until this page is shown, as `when` wants it; return it."""
        deadline = time.monotonic() + within
        seen: list[str] = []
        while True:
            if self.show is not None:
                if isinstance(self.show.screen, page) and when(self.show.screen):
                    return self.show.screen
                seen.append(type(self.show.screen).__name__)
            assert self._look(deadline), f"{page.__name__} did not come within {within} s, but {seen}"

    def leave(self) -> None:
        """Press 退出, on each page that has come in between too, until the home page is there."""
        deadline = time.monotonic() + PATIENCE
        while self.show is None or not isinstance(self.show.screen, Home):
            if self.show is not None and self.show.can_leave:
                self.press("LEAVE")
            assert self._look(deadline), "the home page did not come"

    def _look(self, deadline: float) -> bool:
        """Go on to the next page; return whether it has come in time."""
        while not self._unseen:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(1 << 16)
            except TimeoutError:
                continue
            assert data, f"the engine ended after {self.show}"
            self._unseen += [unpack_show(body) for body in self._frames.feed(data)]
        self.show = self._unseen.pop(0)
        self.pages.append(self.show.screen)
        return True

    def press(self, action: Action, value: str = "") -> None:
        """Answer the page that was last expected."""
        assert self.show is not None
        self.send(Press(seq=self.show.seq, action=action, value=value))

    def send(self, intent: Intent) -> None:
        self._socket.sendall(pack(intent))


@contextmanager
def visit(address: Path) -> Iterator[Citizen]:
    """Come to the home page; leave for it in the end, from wherever that is possible."""
    citizen = Citizen(address)
    try:
        citizen.expect(Home)
        yield citizen
        if citizen.show is not None and citizen.show.can_leave:
            citizen.leave()
    finally:
        citizen.close()


def go_to_consent(citizen: Citizen) -> None:
    """Open 反映问题 at the home page, and go on up to the page that asks for consent."""
    citizen.expect(Home)
    citizen.press("OPEN", "report-12345")
    citizen.expect(Guide)
    citizen.press("START")
    citizen.expect(Consent)


def go_to_card(citizen: Citizen) -> None:
    """Open 反映问题 at the home page, and go on up to the page that asks for a card."""
    go_to_consent(citizen)
    citizen.press("AGREE")
    citizen.expect(PlaceCard)


def hand_in(citizen: Citizen, text: str, place: str) -> None:
    """Fill in what 反映问题 asks for once the kind is chosen, without a phone number, and submit it."""
    citizen.expect(TextEntry)
    citizen.press("ENTER", text)
    citizen.expect(PlaceEntry)
    citizen.press("ENTER", place)
    citizen.expect(NumberEntry)
    citizen.press("SKIP")
    citizen.expect(Review)
    citizen.press("SUBMIT")


def tip_off(citizen: Citizen) -> None:
    """Report something without a name, from the home page up to and with submitting."""
    go_to_consent(citizen)
    citizen.press("ANONYMOUS")
    hand_in(citizen, "有人往河里倒垃圾", "村口的桥下")
