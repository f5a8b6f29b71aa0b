# SPDX-License-Identifier: GPL-3.0-or-later
"""What the receipt (回执) says: never more than the outbox and the platform have confirmed, and no person in full."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

import msgspec

from kiosk.identity.names import mask_name
from kiosk.local_time import local_minute
from kiosk.services.pack import ServicePack
from kiosk.standing import STATES, what_comes_next
from kiosk.steps.answers import answer_words
from kiosk.terminal import Terminal
from kiosk.visit.answers import Answers
from kiosk.visit.screens import Standing
from kiosk.words import Language, Words
from printers.receipt.slip import Banner, Code, Lines, Number, Part, Receipt, Rows, Title

_NUMBER = Words("流水号", "流水號", "Number")
_PLATFORM_NUMBER = Words("申办流水号", "申辦流水號", "Platform number")
_CODE = Words("凭流水号查进度", "憑流水號查進度", "Ask by this number")
"""Below the code, which holds the number and no address: a phone that scans it shows the number, not the case."""
_APPLICANT = Words("办理人", "辦理人", "Applicant")
_TIME = Words("登记时间", "登記時間", "Registered at")
_ASK = Words("咨询 12345", "諮詢 12345", "Questions: call 12345")
_TERMINAL = Words("终端", "終端", "Terminal")
_CLOSING = Words("请带走您的证件", "請帶走您的證件", "Please take your card with you")
_REPRINT = Words("补打", "補打", "Second copy")
_DEMO = Words("演示 · 不作凭证", "演示 · 不作憑證", "Demo · not valid")


def in_fours(number: str) -> str:
    """Return a number in groups of four, as it is read aloud and broken on paper; a last digit is never left alone."""
    return re.sub(r"(.{4})(?=.{2})", r"\1 ", number)


def _sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each of which starts its own line on paper."""
    return tuple(re.split(r"(?<=。)(?=.)|(?<=\.) ", text))


class Slip(msgspec.Struct, frozen=True):
    """The bare content of a receipt, as it lies beside the print job: the service and no person."""

    service: str
    registered_at: str
    template: Literal["receipt"] = "receipt"


def receipt(
    pack: ServicePack,
    terminal: Terminal,
    *,
    number: str,
    standing: Standing,
    platform_number: str,
    registered_at: datetime,
    language: Language,
    answers: Answers | None,
    reprint: bool,
    demo: bool,
) -> Receipt:
    """Return the receipt of a case; without `answers` it is the bare slip: number, service, state."""

    def say(words: Words) -> str:
        return words.within(language)

    rows: list[tuple[str, str]] = []
    if answers is not None and pack.form is not None:
        rows += [
            (say(page.label.words), say(answer_words(page, answers.values[page.field])))
            for page in pack.form.pages
            if page.on_receipt and answers.values.get(page.field)
        ]
        if answers.applicant is not None:
            rows.append((say(_APPLICANT), mask_name(answers.applicant.name)))
    if platform_number:
        rows.append((say(_PLATFORM_NUMBER), in_fours(platform_number)))
    rows.append((say(_TIME), local_minute(registered_at)))
    promise = what_comes_next(pack, standing)
    return on_paper(
        (Title(say(pack.name.words)), Banner(say(STATES[standing]))),
        (Number(say(_NUMBER), number), Code(number, say(_CODE))),
        (Rows(tuple(rows)),),
        (*((Lines(_sentences(say(promise))),) if promise else ()), Lines((say(_ASK),), strong=True)),
        terminal=terminal,
        language=language,
        reprint=reprint,
        demo=demo,
    )


def on_paper(
    *sections: tuple[Part, ...], terminal: Terminal, language: Language, reprint: bool = False, demo: bool = False
) -> Receipt:
    """Return a paper of this terminal: marked where it must be, and with where it comes from at its end."""
    marks = ((_DEMO, demo), (_REPRINT, reprint))
    return Receipt(
        (
            *sections,
            (Lines((f"{_TERMINAL.within(language)} {terminal.id}", terminal.place.within(language))),),
            (Banner(_CLOSING.within(language)),),
        ),
        marks=tuple(mark.within(language) for mark, wanted in marks if wanted),
    )
