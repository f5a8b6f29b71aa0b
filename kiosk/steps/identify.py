# SPDX-License-Identifier: GPL-3.0-or-later
"""Identify (身份核验): a card on its reader, or name and number typed in; never a card alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from kiosk.failures import Failures
from kiosk.identity.errors import CharacterError, CheckError, DateError, LengthError, NumberError
from kiosk.identity.names import mask_name
from kiosk.identity.resident_id import ResidentId, parse_resident_id
from kiosk.local_time import local_day
from kiosk.steps.cards import RESIDENT_CARD, Cards
from kiosk.steps.form import tidy
from kiosk.steps.offer import offer_kept_papers
from kiosk.visit.answers import Applicant
from kiosk.visit.intents import Press
from kiosk.visit.screens import NumberEntry, TakeCard, TextEntry
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words

_NAME_TITLE = Words("请写您的姓名", "請寫您的姓名", "Your name, please")
_NAME_LINE = Words("和证件上一样", "和證件上一樣", "As on your card")
_NUMBER_TITLE = Words("请输入身份证号", "請輸入身份證號", "Your ID number, please")
_NUMBER_LINE = Words(
    "一共 18 位，最后一位可能是 X", "一共 18 位，最後一位可能是 X", "18 characters; the last may be an X"
)
_MAX_NAME = 60


class IdentifyStep:
    """Knows who applies when it ends with NEXT; whoever is known already is not asked again."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Ask by the service's ways in their order."""
        if visit.answers.how:
            return Outcome.BACK if back else Outcome.NEXT
        assert visit.pack.identity is not None  # noqa: S101 - the pack model gives every identify step its identity
        typed = "typed" in visit.pack.identity.ways
        while True:
            cards = Cards(visit, other_way=typed)
            if cards:
                outcome = await _by_card(visit, cards, back=back)
                if outcome is not None:
                    return outcome
            if not typed:
                return Outcome.BACK
            if await _by_typing(visit, back=back):
                return Outcome.NEXT
            if not cards:
                return Outcome.BACK
            back = True


async def _by_card(visit: Visit, cards: Cards, *, back: bool) -> Outcome | None:
    """Read a card; None when the citizen wants another way."""
    visit.front.show(cards.page, back=back)
    reading = asyncio.ensure_future(cards.read())
    pressing = asyncio.ensure_future(visit.front.answer("OTHER_WAY", "BACK"))
    try:
        await asyncio.wait((reading, pressing), return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            card = reading.result()
        else:
            return None if pressing.result().action == "OTHER_WAY" else Outcome.BACK
    finally:
        reading.cancel()
        pressing.cancel()
        await asyncio.gather(reading, pressing, return_exceptions=True)
    visit.idle.touch()
    visit.answers = replace(visit.answers, how=card.applicant.how, applicant=card.applicant)
    visit.front.show(TakeCard(masked_name=mask_name(card.applicant.name), card=card.card))
    await card.is_back()
    return await offer_kept_papers(visit)


async def _by_typing(visit: Visit, *, back: bool) -> bool:
    """Ask name and number; False when the citizen goes back."""
    name, number = "", ""
    while True:
        name_entered = await _ask_name(visit, name, back=back)
        if name_entered is None:
            return False
        name = name_entered
        person, number = await _ask_number(visit, number)
        if person is not None:
            break
        back = True
    visit.answers = replace(
        visit.answers,
        how="typed",
        applicant=Applicant(name=name, id_number=person.text, id_type=RESIDENT_CARD, how="typed"),
    )
    return True


async def _ask_name(visit: Visit, name: str, *, back: bool) -> str | None:
    problem: Words | None = None
    while True:
        screen = TextEntry(
            field="name", title=_NAME_TITLE, line=_NAME_LINE, value=name, max_length=_MAX_NAME, problem=problem
        )
        press: Press = await visit.front.ask(screen, "ENTER", "BACK", back=back and problem is None)
        if press.action == "BACK":
            return None
        name = tidy(press.value)[:_MAX_NAME]
        if name:
            return name
        problem = Failures.NAME_EMPTY.words


async def _ask_number(visit: Visit, number: str) -> tuple[ResidentId | None, str]:
    """Return the number once it is well formed, or None when the citizen goes back, and what was typed."""
    problem: Words | None = None
    while True:
        screen = NumberEntry(
            field="id_number", title=_NUMBER_TITLE, line=_NUMBER_LINE, kind="id_number", value=number, problem=problem
        )
        press = await visit.front.ask(screen, "ENTER", "BACK")
        if press.action == "BACK":
            return None, number
        number = press.value
        try:
            return parse_resident_id(number, _today(visit)), number
        except NumberError as error:
            problem = _WRONG_NUMBER[type(error)].words


def _today(visit: Visit) -> date:
    return local_day(visit.desk.clock.now())


_WRONG_NUMBER: dict[type[NumberError], Failures] = {
    LengthError: Failures.ID_NUMBER_LENGTH,
    CharacterError: Failures.ID_NUMBER_LENGTH,
    DateError: Failures.ID_NUMBER_DATE,
    CheckError: Failures.ID_NUMBER_CHECK,
}
