# SPDX-License-Identifier: GPL-3.0-or-later
"""The front of the terminal as the engine sees it: screens go out, intents come in, and each answers one screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

import msgspec

from kiosk.visit.intents import Action, Intent, Press, Resize, Speak, Touched
from kiosk.visit.screens import AnyScreen, Home, Show, Starting, Status, StillThere, WayStep
from kiosk.words import Language


class Front:
    """Sends screens and hands out the answers to them.

    Every question has a number of its own; a press that names another one is a late or doubled touch and is dropped.
    """

    def __init__(self, status: Status) -> None:
        self.send: Callable[[Show], None] = _nowhere
        self._show = Show(seq=0, screen=Starting(), status=status, language="hans", can_leave=False)
        self._covered: Show | None = None
        self._last_seq = 0
        self._awaited: asyncio.Future[Press] | None = None
        self._actions: Collection[Action] = ()
        self.way: tuple[WayStep, ...] = ()
        self.can_leave = False
        self.large = True
        """Whether the citizen reads large text (大字), as everybody does who has not chosen otherwise."""
        self.on_touch: Callable[[], None] = _nothing
        self.on_screen: Callable[[AnyScreen], None] = _unseen
        self._left = asyncio.Event()

    @property
    def language(self) -> Language:
        """The language the citizen chose."""
        return self._show.language

    @property
    def screen(self) -> AnyScreen:
        """The screen that is drawn, not counting the idle warning over it."""
        return (self._covered or self._show).screen

    def resend(self) -> None:
        """Send the present screen again, as when the ui has just connected."""
        self.send(self._show)

    def set_status(self, status: Status) -> None:
        """Change the strip at the top, on whatever page is drawn."""
        if status == self._show.status:
            return
        self._show = msgspec.structs.replace(self._show, status=status)
        if self._covered is not None:
            self._covered = msgspec.structs.replace(self._covered, status=status)
        self.resend()

    def show(self, screen: AnyScreen, *, back: bool = False, wipe: bool = False) -> None:
        """Draw a screen that asks nothing, or asks anew. With `wipe` the ui forgets all that came before."""
        self._last_seq += 1
        self._covered = None
        self.large = self.large or wipe
        self._show = Show(
            seq=self._last_seq,
            screen=screen,
            status=self._show.status,
            language="hans" if isinstance(screen, Home) else self._show.language,
            way=self.way,
            back=back,
            can_leave=self.can_leave,
            wipe=wipe,
        )
        self.resend()
        self.on_screen(screen)

    def update(self, screen: AnyScreen) -> None:
        """Change the content of the present page in place; answers on their way stay good."""
        if self._covered is not None:
            self._covered = msgspec.structs.replace(self._covered, screen=screen)
            return
        self._show = msgspec.structs.replace(self._show, screen=screen)
        self.resend()
        self.on_screen(screen)

    async def ask(self, screen: AnyScreen, *actions: Action, back: bool = False) -> Press:
        """Draw a screen and wait for one of its actions."""
        self.show(screen, back=back)
        return await self.answer(*actions)

    async def answer(self, *actions: Action) -> Press:
        """Wait for an action on the screen that is drawn already."""
        self._awaited = asyncio.get_running_loop().create_future()
        self._actions = actions
        try:
            return await self._awaited
        finally:
            self._awaited = None
            self._actions = ()

    async def left(self) -> None:
        """Wait until the citizen leaves by 退出."""
        self._left.clear()
        await self._left.wait()

    def cover(self, warning: StillThere) -> None:
        """Draw the idle warning over the page, which is kept; again with fewer seconds, it counts on in place."""
        if self._covered is None:
            self._covered = self._show
            self._last_seq += 1
            self._show = msgspec.structs.replace(self._show, seq=self._last_seq, screen=warning)
        else:
            self._show = msgspec.structs.replace(self._show, screen=warning)
        self.resend()

    def uncover(self) -> None:
        """Take the idle warning away; the page below answers as before."""
        if self._covered is not None:
            covered, self._covered = self._covered, None
            self._show = msgspec.structs.replace(covered, language=self._show.language)
            self.resend()

    def receive(self, intent: Intent) -> None:
        """Take what the citizen did."""
        match intent:
            case Touched():
                self.on_touch()
            case Speak(language=language):
                self.on_touch()
                self._show = msgspec.structs.replace(self._show, language=language)
                self.resend()
            case Resize(large=large):
                self.on_touch()
                self.large = large
            case Press() if intent.seq == self._show.seq:
                self._pressed(intent)
            case Press():
                pass

    def _pressed(self, press: Press) -> None:
        self.on_touch()
        if press.action == "STAY":
            self.uncover()
        elif press.action == "LEAVE" and (self.can_leave or self._covered is not None):
            self._left.set()
        elif self._covered is not None:
            pass  # STAY, which the touch itself answers; the warning asks nothing for the page below
        elif self._awaited is not None and not self._awaited.done() and press.action in self._actions:
            self._awaited.set_result(press)


def _nothing() -> None:
    pass


def _unseen(_screen: AnyScreen) -> None:
    pass


def _nowhere(_show: Show) -> None:
    pass
