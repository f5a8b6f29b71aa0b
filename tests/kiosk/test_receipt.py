# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, paper promises what has not happened, or tells the street who reported what."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TypeVar, get_args

import pytest

from assets import asset
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.province.contract import BusinessStatus
from kiosk.receipt import in_fours, receipt
from kiosk.services.loader import load_packs
from kiosk.standing import STATES, standing, what_comes_next
from kiosk.terminal import Platform, Terminal
from kiosk.visit.answers import Answers, Applicant
from kiosk.visit.screens import Standing
from kiosk.words import Language, Words
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Part, Receipt, Rows, Title

REPORT = next(pack for pack in load_packs(asset("services")) if pack.id == "report-12345")
PLACE = Words("演示街道样例村", "演示街道樣例村", "Yangli village")
TERMINAL = Terminal("4452-0137", "445202003201", PLACE, Platform("https://example.invalid", Path("x")), {})
NUMBER = "44520137604912000183"
PHONE = "13912345678"
ANSWERS = Answers(
    how="card",
    applicant=Applicant(name=CHEN_GUIYING.name, id_number=CHEN_GUIYING.number, id_type="111", how="card"),
    values={"kind": "complaint", "text": "邻居王某每天烧垃圾", "place": "三巷9号门口", "phone": PHONE},
)
PERSONAL = (CHEN_GUIYING.name, CHEN_GUIYING.number, PHONE, "王某", "三巷", "桂", "英")
STANDINGS: tuple[Standing, ...] = get_args(Standing)
LANGUAGES: tuple[Language, ...] = get_args(Language)
every = pytest.mark.parametrize(("language", "state"), list(product(LANGUAGES, STANDINGS)))


def made(
    state: Standing = "registered",
    language: Language = "hans",
    answers: Answers | None = ANSWERS,
    platform_number: str = "",
    *,
    reprint: bool = False,
    demo: bool = False,
) -> Receipt:
    return receipt(
        REPORT,
        TERMINAL,
        number=NUMBER,
        standing=state,
        platform_number=platform_number,
        registered_at=datetime(2026, 11, 21, 16, 5, 59, tzinfo=UTC),
        language=language,
        answers=answers,
        reprint=reprint,
        demo=demo,
    )


def texts(paper: Receipt) -> list[str]:
    """Everything that can be read on it."""
    found = list(paper.marks)
    for part in paper.parts:
        match part:
            case Title(text) | Banner(text):
                found.append(text)
            case Number(label, number):
                found += [label, number]
            case Code(payload, caption):
                found += [payload, caption]
            case Rows(pairs):
                found += [text for pair in pairs for text in pair]
            case Lines(sentences):
                found += sentences
            case Amounts():
                raise AssertionError("a receipt of a case holds no money")
    return found


PartT = TypeVar("PartT", bound=Part)


def only(paper: Receipt, kind: type[PartT], at: int = 0) -> PartT:
    """A part of the paper, by its kind and its place among those."""
    return [part for part in paper.parts if isinstance(part, kind)][at]


def transaction(*, acceptance: bytes | None, business: str | None, state: State = State.QUEUED) -> Transaction:
    return Transaction(
        key="k",
        number=NUMBER,
        service="report-12345",
        state=state,
        created_at="2026-11-21T08:30:00.000Z",
        digest="d",
        attempts=1,
        trouble=None,
        acceptance=acceptance,
        accepted_at=None,
        settled_at=None,
        platform_number=None,
        business_status=business,
    )


@pytest.mark.parametrize(
    ("acceptance", "business", "told"),
    [
        (None, None, "registered"),
        (b"signed", None, "delivered"),
        (b"signed", BusinessStatus.RECEIVED.value, "delivered"),
        (b"signed", BusinessStatus.NOT_ACCEPTED.value, "held"),
        (b"signed", "unspecified", "delivered"),
        (b"signed", BusinessStatus.ACCEPTED.value, "accepted"),
        (b"signed", BusinessStatus.DONE.value, "accepted"),
    ],
)
def test_what_is_told_rests_on_a_signature(acceptance: bytes | None, business: str | None, told: Standing) -> None:
    """已受理 starts a term in law; only the authority's own word may put it on paper."""
    for state in State:
        expected = "held" if state in {State.REJECTED, State.PARKED} else told
        assert standing(transaction(acceptance=acceptance, business=business, state=state)) == expected


def test_every_word_of_the_authority_is_known() -> None:
    """A status that is new in the contract must be looked at, not told as 已送达 by chance."""
    assert {status.value for status in BusinessStatus} == {"received", "accepted", "done", "not_accepted"}


@every
def test_the_paper_says_its_state_and_none_that_is_further(language: Language, state: Standing) -> None:
    """Somebody would go home sure that the case is accepted while it lies in the machine."""
    paper = made(state, language)
    assert only(paper, Banner).text == STATES[state].within(language)
    further = {
        "registered": ("已送达", "已送達", "已收到", "已受理", "Delivered", "has it", "ccepted"),
        "delivered": ("已受理", "ccepted"),
        "accepted": (),
        "held": ("已送达", "已送達", "已收到", "已受理", "Delivered", "has it", "ccepted"),
    }[state]
    assert [word for word in further for text in texts(paper) if word in text] == []


@every
def test_the_promise_is_that_of_the_state(language: Language, state: Standing) -> None:
    """「网络一通就送出」 on paper for a delivered case makes people come again."""
    words = what_comes_next(REPORT, state)
    assert words is not None
    promise = words.within(language)
    assert (" " if language == "en" else "").join(only(made(state, language), Lines).texts) == promise


def test_each_sentence_of_the_promise_starts_a_line() -> None:
    """Who reads little reads line by line; a sentence that begins at the end of one is lost."""
    assert only(made("delivered", "hans"), Lines).texts == ("12345 已收到。", "单位会在 5 个工作日内联系您。")
    assert len(only(made("registered", "en"), Lines).texts) == 3


@every
def test_nothing_on_it_names_or_reaches_a_person(language: Language, state: Standing) -> None:
    """Receipts are thrown away; whoever finds one must not learn who complained about whom."""
    paper = texts(made(state, language, platform_number="445202202611210000013"))
    assert [word for word in PERSONAL for text in paper if word in text] == []
    assert "陈**" in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bare_slip_names_nobody_at_all(language: Language) -> None:
    """After a crash somebody else may stand there; the slip is printed for whoever asks."""
    paper = made(language=language, answers=None)
    assert [text for text in texts(paper) if "陈" in text or "*" in text] == []
    assert only(paper, Number).number == NUMBER
    assert only(paper, Title).text == REPORT.name.words.within(language)
    [(_, when)] = only(paper, Rows).pairs
    assert when == "2026-11-22 00:05", "the bare slip holds the time and nothing else"


def test_an_anonymous_case_has_no_applicant() -> None:
    """A row 办理人 would make a whistle-blower doubt the promise."""
    anonymous = Answers(how="anonymous", values={"kind": "report", "text": "有人倒垃圾", "place": "桥下", "phone": ""})
    rows = only(made(answers=anonymous), Rows).pairs
    assert [key for key, _ in rows] == ["事项", "登记时间"]
    assert rows[0][1] == "举报"


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "hans",
            [("事项", "投诉"), ("办理人", "陈**"), ("申办流水号", "4452 0220 26"), ("登记时间", "2026-11-22 00:05")],
        ),
        (
            "hant",
            [("事項", "投訴"), ("辦理人", "陈**"), ("申辦流水號", "4452 0220 26"), ("登記時間", "2026-11-22 00:05")],
        ),
        (
            "en",
            [
                ("Matter", "Complain"),
                ("Applicant", "陈**"),
                ("Platform number", "4452 0220 26"),
                ("Registered at", "2026-11-22 00:05"),
            ],
        ),
    ],
)
def test_rows_speak_the_citizens_language_and_the_provinces_time(
    language: Language, rows: list[tuple[str, str]]
) -> None:
    """A receipt in another language, or eight hours off, is no proof for its holder."""
    assert list(only(made(language=language, platform_number="4452022026"), Rows).pairs) == rows


@pytest.mark.parametrize("language", ["hans", "hant"])
def test_a_chinese_receipt_holds_no_english(language: Language) -> None:
    """A forgotten translation stands on every paper of the province."""
    letters = {text for text in texts(made(language=language)) if any("a" <= c.lower() <= "z" for c in text)}
    assert letters == set()


def test_an_english_receipt_is_english_but_for_the_name() -> None:
    """As above, for those who read no Chinese."""
    chinese = {text for text in texts(made(language="en")) if any("\u4e00" <= c <= "\u9fff" for c in text)}
    assert chinese == {"陈**"}


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("hans", ("演示 · 不作凭证", "补打")),
        ("hant", ("演示 · 不作憑證", "補打")),
        ("en", ("Demo · not valid", "Second copy")),
    ],
)
def test_marks_are_those_that_were_asked_for(language: Language, marks: tuple[str, str]) -> None:
    """A reprint without its mark counts twice; a demo's paper without its mark is taken for a receipt."""
    assert made(language=language).marks == ()
    assert made(language=language, demo=True).marks == marks[:1]
    assert made(language=language, reprint=True).marks == marks[1:]
    assert made(language=language, demo=True, reprint=True).marks == marks


def test_number_and_code_are_the_same() -> None:
    """Scanned or typed, it must find the same case."""
    paper = made()
    assert only(paper, Number).number == only(paper, Code).payload == NUMBER
    assert " ".join(only(paper, Number).groups) == in_fours(NUMBER)
    assert in_fours(NUMBER) == "4452 0137 6049 1200 0183"
    assert in_fours("445202202611220000014") == "4452 0220 2611 2200 00014"
