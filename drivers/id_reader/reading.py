# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from an empty reader to a card's content: find, select, read (GA/T 467-2019 ch. 7).

Find and select must come before each reading. A card that has been read is not found again until it leaves the field,
and after an error it must be lifted as well.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.id_reader.card import IdCard, MalformedCard, parse_card
from drivers.id_reader.contract import CardUnreadable, ReaderBroken, ReaderSilent
from drivers.id_reader.exchange import NoAnswer
from drivers.id_reader.protocol import BROKEN, FOUND, NOT_FOUND, OK, Command, Reply, card_content

Ask = Callable[[Command], Reply]
Pause = Callable[[], None]

_SELECTIONS = 2
"""A card on its way into the field often fails its first selection."""
_ODD_VERDICTS = 5
"""Verdicts in a row that no search for a card should have; after them the reader is broken."""


def read_card(ask: Ask, pause: Pause, on_found: Callable[[], None], *, tries: int) -> IdCard:
    """Search until a card is there and return its content.

    `pause` lets the time between two searches pass, and raises to end the search. Raises `CardUnreadable`,
    `ReaderSilent`, `ReaderBroken`, and what `ask` raises.
    """
    for attempt in range(1, _SELECTIONS + 1):
        if attempt > 1:
            pause()
        if not _find(ask, pause, tries, once=attempt > 1):
            break
        if attempt == 1:
            on_found()
        if _select(ask):
            return _read(ask)
    raise CardUnreadable("selecting the card failed", code=0x81)


def _find(ask: Ask, pause: Pause, tries: int, *, once: bool) -> bool:
    failures = oddities = 0
    while True:
        try:
            reply = ask(Command.FIND)
        except NoAnswer as silence:
            failures += 1
            if failures >= tries:
                raise ReaderSilent(str(silence)) from None
        else:
            failures = 0
            _stop_if_broken(reply)
            if reply.verdict == FOUND:
                return True
            oddities = 0 if reply.verdict == NOT_FOUND else oddities + 1
            if oddities >= _ODD_VERDICTS:
                raise ReaderBroken(reply.meaning, code=reply.verdict)
            if once:
                return False
        pause()


def _select(ask: Ask) -> bool:
    try:
        reply = ask(Command.SELECT)
    except NoAnswer as silence:
        if silence.heard:
            return False
        raise ReaderSilent("no answer to the selection of the card") from None
    _stop_if_broken(reply)
    return reply.verdict == OK


def _read(ask: Ask) -> IdCard:
    try:
        reply = ask(Command.READ)
    except NoAnswer as silence:
        if silence.heard:
            raise CardUnreadable("the answer was damaged") from None
        raise ReaderSilent("no answer to the reading of the card") from None
    _stop_if_broken(reply)
    if reply.verdict != OK:
        raise CardUnreadable(reply.meaning, code=reply.verdict)
    content = card_content(reply.data)
    if content is None:
        raise CardUnreadable("the answer's lengths do not fit")
    try:
        return parse_card(*content)
    except MalformedCard as malformed:
        raise CardUnreadable(str(malformed)) from None


def _stop_if_broken(reply: Reply) -> None:
    if reply.verdict in BROKEN:
        raise ReaderBroken(reply.meaning, code=reply.verdict)
