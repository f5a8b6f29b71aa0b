# SPDX-License-Identifier: GPL-3.0-or-later
"""Form: one page for each thing that the state does not know already."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from types import MappingProxyType

from kiosk.failures import Failures
from kiosk.identity.errors import NumberError
from kiosk.identity.phone import parse_phone
from kiosk.services.pack import Form, Page
from kiosk.visit.screens import AnyScreen, Choice, NumberEntry, Option, PlaceEntry, TextEntry
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words

_SHORT = 2
_LONG = 500


class FormStep:
    """Asks the pages in their order; 返回 on the first leaves the form, and coming back lands on the last."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Ask all pages that the chosen way leaves open."""
        form = _form(visit)
        pages = [page for page in form.pages if not is_set(visit, page.field)]
        position = len(pages) - 1 if back else 0
        while 0 <= position < len(pages):
            if await ask_page(visit, pages[position], back=back):
                position, back = position + 1, False
            else:
                position, back = position - 1, True
        return Outcome.BACK if position < 0 else Outcome.NEXT


def is_set(visit: Visit, field: str) -> bool:
    """Return whether the anonymous way has answered a field."""
    identity = visit.pack.identity
    return (
        visit.answers.how == "anonymous"
        and identity is not None
        and identity.anonymous is not None
        and field in identity.anonymous.sets
    )


async def ask_page(visit: Visit, page: Page, *, back: bool) -> bool:
    """Ask one page until its answer is good and keep it; False when the citizen goes back, with nothing changed."""
    form = _form(visit)
    problem: Words | None = None
    value = visit.answers.values.get(page.field, _prefill(visit, page))
    visit.front.show(_screen(form, page, value, problem), back=back)
    while True:
        press = await visit.front.answer("BACK", "CHOOSE", "ENTER", "SKIP")
        if press.action == "BACK":
            return False
        value = "" if press.action == "SKIP" else tidy(press.value)
        failure = _check(form, page, value, skipped=press.action == "SKIP")
        if failure is None:
            visit.answers = replace(visit.answers, values=MappingProxyType({**visit.answers.values, page.field: value}))
            return True
        visit.front.show(_screen(form, page, value, failure.words))


def tidy(text: str) -> str:
    """Return a text as it is stored: composed (NFC), without control characters; emoji and rare characters stay."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if char in "\r\n\t" else char for char in composed)
    return "".join(char for char in spaced if not _control(char)).strip()


def _control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"}


def _check(form: Form, page: Page, value: str, *, skipped: bool) -> Failures | None:
    if skipped:
        return None if page.skip else Failures.TEXT_EMPTY
    match page.widget:
        case "choice":
            return None if any(option.value == value for option in page.options) else Failures.TEXT_EMPTY
        case "phone":
            if not value and page.skip:
                return None
            try:
                parse_phone(value)
            except NumberError:
                return Failures.PHONE_WRONG
            return None
        case "text" | "place":
            if len(value) < form.limit(page.field, "minLength", _SHORT):
                return Failures.TEXT_EMPTY
            return Failures.TEXT_TOO_LONG if len(value) > form.limit(page.field, "maxLength", _LONG) else None


def _screen(form: Form, page: Page, value: str, problem: Words | None) -> AnyScreen:
    title, line = page.title.words, page.line.words
    match page.widget:
        case "choice":
            options = tuple(Option(option.value, option.name.words, option.line.words) for option in page.options)
            return Choice(field=page.field, title=title, line=line, options=options, chosen=value)
        case "text":
            return TextEntry(
                field=page.field,
                title=title,
                line=line,
                value=value,
                chips=tuple(chip.words for chip in page.chips),
                max_length=form.limit(page.field, "maxLength", _LONG),
                problem=problem,
            )
        case "place":
            return PlaceEntry(field=page.field, title=title, line=line, value=value, problem=problem)
        case "phone":
            return NumberEntry(
                field=page.field,
                title=title,
                line=line,
                kind="phone",
                value=value,
                skip=page.skip.words if page.skip else None,
                problem=problem,
            )


def _prefill(visit: Visit, page: Page) -> str:
    if page.prefill == "terminal.place":
        place: str = visit.desk.terminal.place.within(visit.front.language)
        return place
    return ""


def _form(visit: Visit) -> Form:
    form = visit.pack.form
    assert form is not None  # noqa: S101 - the pack model gives every form step its form
    return form
