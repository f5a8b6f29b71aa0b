# SPDX-License-Identifier: GPL-3.0-or-later
"""What the receipt (回执) says: never more than the outbox and the platform have confirmed, and no person in full."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from kiosk.identity.names import mask_name
from kiosk.local_time import local_minute
from kiosk.province.contract import BusinessStatus
from kiosk.services.pack import ServicePack
from kiosk.steps.answers import answer_words
from kiosk.terminal import Terminal
from kiosk.visit.answers import Answers
from kiosk.words import Language, Words
from offline_cache.outbox.transaction import Transaction
from printers.receipt.slip import Receipt

Standing: TypeAlias = Literal["registered", "delivered", "accepted"]
"""What may be told about a case: committed here, signed delivery, or the platform's own 已受理."""

STATES: dict[Standing, Words] = {
    "registered": Words("已登记，待上传", "已登記，待上傳", "Registered, to be sent"),
    "delivered": Words("已送达", "已送達", "Delivered"),
    "accepted": Words("已受理", "已受理", "Accepted"),
}

_NUMBER = Words("流水号", "流水號", "Number")
_PLATFORM_NUMBER = Words("申办流水号", "申辦流水號", "Platform number")
_CODE = Words("凭流水号查进度", "憑流水號查進度", "Ask by this number")
"""Below the code, which holds the number and no address: a phone that scans it shows the number, not the case."""
_APPLICANT = Words("办理人", "辦理人", "Applicant")
_TIME = Words("登记时间", "登記時間", "Registered at")
_ASK = Words("咨询 12345", "諮詢 12345", "Questions: call 12345")
_TERMINAL = Words("终端", "終端", "Terminal")
_CLOSING = Words("请带走您的证件", "請帶走您的證件", "Please take your card with you")


def in_fours(number: str) -> str:
    """Return a number in groups of four, as it is read aloud and broken on paper; a last digit is never left alone."""
    return re.sub(r"(.{4})(?=.{2})", r"\1 ", number)


def _sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each of which starts its own line on paper."""
    return tuple(re.split(r"(?<=。)(?=.)|(?<=\.) ", text))


def standing(transaction: Transaction) -> Standing:
    """Return what may be told about a transaction, from its delivery state and the platform's own word."""
    if transaction.business_status in _TAKEN_ON:
        return "accepted"
    return "delivered" if transaction.acceptance is not None else "registered"


_TAKEN_ON = {BusinessStatus.ACCEPTED.value, BusinessStatus.DONE.value}


class Slip(msgspec.Struct, frozen=True):
    """The bare content of a receipt, as it lies beside the print job: the service and no person."""

    service: str
    registered_at: str


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
    promises = pack.promises
    promise = {
        "registered": promises and promises.registered,
        "delivered": promises and promises.delivered,
        "accepted": promises and promises.accepted,
    }[standing]
    return Receipt(
        heading=say(pack.name.words),
        state=say(STATES[standing]),
        number=number,
        qr=number,
        rows=tuple(rows),
        next_steps=_sentences(say(promise.words)) if promise else (),
        ask=say(_ASK),
        terminal=f"{say(_TERMINAL)} {terminal.id}",
        place=say(terminal.place),
        number_label=say(_NUMBER),
        qr_caption=say(_CODE),
        closing=say(_CLOSING),
        reprint=reprint,
        demo=demo,
    )
