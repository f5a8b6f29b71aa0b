# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from an empty reader to a card's content: find, select, read (GA/T 467-2019 ch. 7).

Find and select must come before each reading. A card that has been read is not found again until it leaves the field,
and after an error it must be lifted as well. The newest address may be asked for behind a reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.id_reader.card import CardKind, IdCard, MalformedCard, parse_address, parse_card
from drivers.id_reader.exchange import NoAnswer
from drivers.id_reader.fingerprint import MalformedFingerprints, parse_fingerprints
from drivers.id_reader.protocol import (
    BROKEN,
    FOUND,
    NO_SUCH_ITEM,
    NOT_FOUND,
    OK,
    UNKNOWN_COMMAND,
    Command,
    Reply,
    card_content,
)

Ask = Callable[[Command], Reply]
Pause = Callable[[], None]

_SELECTIONS = 2
"""A card on its way into the field often fails its first selection."""
_ODD_VERDICTS = 5
"""Verdicts in a row that no search for a card should have; after them the reader is broken."""
_SILENCES = 2
"""Unanswered questions after which the module does not know the command; once may have been a lifted card."""
_WITH_ADDRESS = frozenset({CardKind.RESIDENT, CardKind.PERMIT})


@dataclass(slots=True)
class Ability:
    """Whether the module knows an optional command."""

    known: bool | None = None
    """None until it has shown it."""
    _silences: int = 0

    @property
    def worth_asking(self) -> bool:
        """Whether it may know the command."""
        return self.known is not False

    def silence(self) -> None:
        """The command was not answered."""
        self._silences += 1
        if self.known is None and self._silences >= _SILENCES:
            self.known = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one module has shown of the commands that not every module knows."""

    fingerprints: Ability = field(default_factory=Ability)
    newest_address: Ability = field(default_factory=Ability)


def read_card(
    ask: Ask,
    pause: Pause,
    on_found: Callable[[], None],
    abilities: Abilities,
    *,
    tries: int,
    fingerprints: bool = False,
) -> IdCard:
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
            card = _read(ask, pause, abilities, fingerprints=fingerprints)
            if card.kind not in _WITH_ADDRESS:
                return card
            return replace(card, newest_address=_newest_address(ask, abilities.newest_address))
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


def _read(ask: Ask, pause: Pause, abilities: Abilities, *, fingerprints: bool) -> IdCard:
    if fingerprints and abilities.fingerprints.worth_asking:
        card = _read_with_fingerprints(ask, pause, abilities.fingerprints)
        if card is not None:
            return card
    try:
        reply = ask(Command.READ)
    except NoAnswer as silence:
        if silence.heard:
            raise CardUnreadable("the answer was damaged") from None
        raise ReaderSilent("no answer to the reading of the card") from None
    return _card(Command.READ, reply)


def _read_with_fingerprints(ask: Ask, pause: Pause, ability: Ability) -> IdCard | None:
    """Return None when the module does not know the command, and the card lies ready for a plain reading."""
    try:
        reply = ask(Command.READ_WITH_FINGERPRINTS)
    except NoAnswer as silence:
        if silence.heard:
            raise CardUnreadable("the answer was damaged") from None
        ability.silence()
        if not _select(ask):  # which tells a module without the command from a silent one as well
            raise CardUnreadable("selecting the card failed", code=0x81) from None
        return None
    if reply.verdict in UNKNOWN_COMMAND:
        ability.known = False
        pause()
        if _find(ask, pause, 1, once=True):  # a refusal may count as the reading that they have to come before
            _select(ask)
        return None
    if reply.verdict == OK:
        ability.known = True
    return _card(Command.READ_WITH_FINGERPRINTS, reply)


def _card(command: Command, reply: Reply) -> IdCard:
    _stop_if_broken(reply)
    if reply.verdict != OK:
        raise CardUnreadable(reply.meaning, code=reply.verdict)
    parts = card_content(command, reply.data)
    if parts is None:
        raise CardUnreadable("the answer's lengths do not fit")
    text, photo, *templates = parts
    try:
        card = parse_card(text, photo)
        return replace(card, fingerprints=parse_fingerprints(templates[0])) if templates else card
    except (MalformedCard, MalformedFingerprints) as malformed:
        raise CardUnreadable(str(malformed)) from None


def _newest_address(ask: Ask, ability: Ability) -> str | None:
    """Ask behind a reading. The card has been read: whatever happens here, it is not lost for it."""
    if not ability.worth_asking:
        return None
    try:
        reply = ask(Command.NEWEST_ADDRESS)
    except NoAnswer:
        ability.silence()
        return None
    except ReaderAbsent:
        return None
    if reply.verdict in UNKNOWN_COMMAND:
        ability.known = False
    if reply.verdict not in {OK, NO_SUCH_ITEM}:
        return None
    ability.known = True
    try:
        return parse_address(reply.data) if reply.verdict == OK else ""
    except MalformedCard:
        return None


def _stop_if_broken(reply: Reply) -> None:
    if reply.verdict in BROKEN:
        raise ReaderBroken(reply.meaning, code=reply.verdict)
