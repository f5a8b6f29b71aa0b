# SPDX-License-Identifier: GPL-3.0-or-later
"""A front and the ui at its other side, for scenes between the two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kiosk.visit.front import Front
from kiosk.visit.intents import Action, Press
from kiosk.visit.screens import (
    Consent,
    Screen,
    Show,
    Status,
)
from kiosk.words import Words
from tests.offline_cache.store_stand import settle

STATUS = Status(place=Words.same("演示街道"), terminal="4452-0137", online=False)
CONSENT = Consent(purpose=Words.same("登记"))


class Ui:
    """The other side of a front: keeps what was shown, and presses."""

    def __init__(self) -> None:
        self.front = Front(STATUS)
        self.shows: list[Show] = []
        self.touches = 0
        self.front.send = self.shows.append
        self.front.on_touch = self.touch

    def touch(self) -> None:
        self.touches += 1

    @property
    def last(self) -> Show:
        return self.shows[-1]

    @property
    def screen(self) -> Screen:
        return self.last.screen

    @property
    def language(self) -> str:
        return self.last.language

    @property
    def pages(self) -> list[type[Screen]]:
        return [type(show.screen) for show in self.shows]

    def press(self, action: Action, value: str = "", *, seq: int | None = None) -> None:
        self.front.receive(Press(seq=self.last.seq if seq is None else seq, action=action, value=value))


def play(scene: Callable[[Ui], Awaitable[None]]) -> None:
    async def whole() -> None:
        await scene(Ui())

    asyncio.run(whole())


async def pressed(waiting: asyncio.Task[Press]) -> Press:
    await settle()
    assert waiting.done(), "the press was dropped"
    return waiting.result()
