# SPDX-License-Identifier: GPL-3.0-or-later
"""How far is my case (办件进度查询): if these fail, people walk an hour to be told nothing, or something untrue."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.demo.stage import DIVISION, TERMINAL_ID, Stage
from kiosk.failures import Failures
from kiosk.province.client import ProvinceClient
from kiosk.province.contract import PROGRESS
from kiosk.province.credentials import load_credentials
from kiosk.province.reference.provision import enrol_terminal
from kiosk.visit.intents import Speak
from kiosk.visit.screens import (
    CaseStatus,
    End,
    Guide,
    Home,
    NumberEntry,
    Problem,
    Rate,
    Result,
)
from offline_cache.clock import ClockQuality, SystemClock, stamp
from offline_cache.number import Series, check_digit, format_number
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Header, Sealer
from offline_cache.transport import Accepted, Delivery
from tests.citizen import Citizen, tip_off, visit
from tests.province_site import Handler, always, case_payload, eventually, false_server, pass_on

LOGIN_PAGE = "<html><body>请先登录 Wi-Fi</body></html>".encode()
OTHER_TERMINAL = "4452-0138"
ONLINE_ONLY = ("case-progress", "verify-document", "insurance-record")
"""Services of class C, which ask the platform while the citizen waits."""


class Road:
    """The way to the platform, which a test lets go wrong."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.state = "open"
        self.asked = 0

    def answer(self, handler: Handler, body: bytes) -> None:
        if handler.path == PROGRESS:
            self.asked += 1
        if self.state == "cut":
            handler.close_connection = True
        elif self.state == "login":
            always(200, LOGIN_PAGE, Content_Type="text/html")(handler, body)
        elif self.state == "broken":
            always(500, b"Internal Server Error")(handler, body)
        elif self.state == "refused":
            always(403, b'{"errcode": 1, "msg": "not known"}')(handler, body)
        else:
            status, content = pass_on(self._stage.platform, handler, body)
            always(status, content, Content_Type="application/json")(handler, body)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture(scope="module")
def road(stage: Stage) -> Iterator[Road]:
    road = Road(stage)
    with false_server(road.answer) as (url, _):
        text = stage.terminal_file.read_text(encoding="utf-8")
        stage.terminal_file.write_text(text.replace(stage.platform.url, url), encoding="utf-8")
        stage.start_engine()
        yield road
        stage.end("engine")


@pytest.fixture(scope="module")
def own(stage: Stage, road: Road) -> Transaction:
    """A case that was handed in at this terminal and has arrived."""
    citizen = Citizen(stage.places.socket)
    tip_off(citizen)
    citizen.expect(Result)
    citizen.press("NO_PRINT")
    citizen.expect(Rate)
    citizen.press("SKIP")
    citizen.expect(End)
    citizen.press("AGAIN")
    citizen.close()
    eventually(lambda: stage.transactions()[0].state is State.SETTLED)
    return stage.transactions()[0]


@pytest.fixture(scope="module")
def other(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The number of a case that was handed in at another terminal."""
    folder = tmp_path_factory.mktemp("other") / "credentials"
    now = datetime.now(UTC)
    enrol_terminal(
        stage.platform.folder,
        stage.platform.database,
        terminal=OTHER_TERMINAL,
        division=DIVISION,
        credentials=folder,
        now=now,
    )
    credentials = load_credentials(folder)
    platform_key = credentials.sealing_key(now)
    assert platform_key is not None
    header = Header(
        version=1,
        key=str(uuid.uuid4()),
        number=Series(OTHER_TERMINAL, 604912).number(1),
        service="report-12345",
        created_at=stamp(now),
        clock_quality=ClockQuality.UNKNOWN,
        terminal=OTHER_TERMINAL,
        platform_key=platform_key.id,
    )
    sealed = Sealer(platform_key, credentials.terminal_key).seal(header, case_payload())
    client = ProvinceClient(stage.platform.url, credentials, clock=SystemClock(), choose=secrets.choice)
    [result] = client.deliver([Delivery(key=header.key, sealed=sealed)])
    client.close()
    assert isinstance(result, Accepted)
    return header.number


def possible(home: Home) -> bool:
    return all(tile.why_not is None for tile in home.tiles)


@pytest.fixture
def citizen(stage: Stage, road: Road, own: Transaction) -> Iterator[Citizen]:
    """Stands at the page that asks for the number, and leaves in the end."""
    road.state = "open"
    with visit(stage.places.socket) as citizen:
        citizen.expect(Home, possible)
        citizen.press("OPEN", "case-progress")
        citizen.expect(NumberEntry)
        yield citizen
        road.state = "open"


def wrong(number: str) -> str:
    """The number with one digit misread."""
    digit = str((int(number[9]) + 1) % 10)
    return number[:9] + digit + number[10:]


@pytest.mark.parametrize("how", ["流水号", "groups of four", "hyphens", "full width", "申办流水号"])
def test_either_number_finds_the_case(citizen: Citizen, own: Transaction, how: str) -> None:
    """People have one of the two numbers, and type it as it stands before them."""
    assert own.platform_number is not None
    citizen.press(
        "ENTER",
        {
            "流水号": own.number,
            "groups of four": format_number(own.number),
            "hyphens": format_number(own.number).replace(" ", "-"),
            "full width": own.number.translate({ord("0") + n: ord("０") + n for n in range(10)}),
            "申办流水号": own.platform_number,
        }[how],
    )
    case = citizen.expect(CaseStatus)
    assert case.number == format_number(own.number)
    assert case.platform_number == own.platform_number
    assert case.service.hans == "反映问题"
    assert case.status.hans == "已受理"
    assert [event.what.hans for event in case.events] == ["已受理", "已收到"], "newest first"


def test_a_case_of_another_terminal_is_found(citizen: Citizen, other: str) -> None:
    """People move; the platform knows every terminal's cases."""
    citizen.press("ENTER", other)
    assert citizen.expect(CaseStatus).number == format_number(other)


def test_one_number_after_the_other(citizen: Citizen, own: Transaction, other: str) -> None:
    """再查一件 asks with an empty field, so that two cases are not mixed up."""
    citizen.press("ENTER", own.number)
    citizen.expect(CaseStatus)
    citizen.press("AGAIN")
    assert citizen.expect(NumberEntry).value == ""
    citizen.press("ENTER", other)
    assert citizen.expect(CaseStatus).number == format_number(other)
    citizen.press("DONE")
    citizen.expect(End)
    citizen.press("AGAIN")
    citizen.expect(Home)


def test_back_leads_home(citizen: Citizen) -> None:
    """Whoever forgot the receipt at home must not be held."""
    citizen.press("BACK")
    citizen.expect(Home)


def test_a_misread_digit_is_told_and_what_was_typed_stays(citizen: Citizen, own: Transaction, road: Road) -> None:
    """「没有查到」 would say that the case is lost, and 20 digits would have to be typed again."""
    asked = road.asked
    citizen.press("ENTER", wrong(own.number))
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert page.problem == Failures.CASE_NUMBER_WRONG.words
    assert page.value == wrong(own.number)
    assert road.asked == asked, "the platform is not asked for what cannot be"
    citizen.press("ENTER", own.number)
    assert citizen.expect(CaseStatus).number == format_number(own.number)


@pytest.mark.parametrize(
    "typed", ["", "   ", "1", "9" * 40, "路灯坏了" * 4, "44520137\x0060491200", "%" * 20], ids=ascii
)
def test_what_is_no_number_is_told(citizen: Citizen, typed: str) -> None:
    """Anything that comes off a keypad or a scanner ends in words, never in 机器出了点问题."""
    citizen.press("ENTER", typed)
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert page.problem == Failures.CASE_NUMBER_WRONG.words


@pytest.mark.parametrize("kind", ["terminal", "platform"])
def test_a_number_that_nobody_has_is_told(citizen: Citizen, own: Transaction, kind: str) -> None:
    """A right number of no case: somebody else's must not come up, and the number stays to be compared."""
    assert own.platform_number is not None
    platform = own.platform_number[:-2] + "9"
    number = {"terminal": Series(TERMINAL_ID, 1).number(1), "platform": platform + check_digit(platform)}[kind]
    citizen.press("ENTER", number)
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert page.problem == Failures.CASE_UNKNOWN.words
    assert page.value == number


def home_after(citizen: Citizen, action: str) -> Home:
    """The home page that comes next, as it is first drawn."""
    assert citizen.show is not None
    seq = citizen.show.seq
    citizen.press("DONE" if action == "DONE" else "LEAVE")
    if action == "DONE":
        citizen.expect(End)
        seq = citizen.show.seq
        citizen.press("AGAIN")
    home = citizen.expect(Home)
    assert citizen.show.seq > seq
    return home


def why_not(home: Home) -> dict[str, str]:
    return {tile.service: tile.why_not.hans for tile in home.tiles if tile.why_not is not None}


@pytest.mark.parametrize("trouble", ["cut", "login"])
def test_an_own_case_is_answered_from_this_machine(
    citizen: Citizen, own: Transaction, road: Road, trouble: str
) -> None:
    """What was handed in here is known here: signed for, and not 待上传."""
    road.state = trouble
    citizen.press("ENTER", own.number)
    case = citizen.expect(CaseStatus)
    assert case.number == format_number(own.number)
    assert case.platform_number == own.platform_number
    assert case.status.hans == "已受理", "the platform had said so before"
    assert [event.what.hans for event in case.events] == ["已送达", "已登记在本机"]
    assert case.next is None, "nothing is on its way any more"
    home = home_after(citizen, "DONE")
    assert why_not(home) == dict.fromkeys(ONLINE_ONLY, Failures.LINK_DOWN.value.title.hans)


@pytest.mark.parametrize(
    ("trouble", "failure"),
    [
        ("cut", Failures.LINK_DOWN),
        ("login", Failures.PLATFORM_STRANGE),
        ("broken", Failures.PLATFORM_SLOW),
    ],
)
def test_another_case_cannot_be_told_and_the_reason_is(
    citizen: Citizen, other: str, road: Road, trouble: str, failure: Failures
) -> None:
    """Not 没有查到: the case exists, it is the way that is closed; and a second try must be one touch."""
    road.state = trouble
    citizen.press("ENTER", other)
    problem = citizen.expect(Problem)
    assert problem.code == failure.code
    assert (problem.title, problem.remedy) == (failure.value.title, failure.value.remedy)
    assert problem.actions == ("RETRY", "LEAVE")
    road.state = "open"
    citizen.press("RETRY")
    citizen.expect(NumberEntry)
    citizen.press("ENTER", other)
    assert citizen.expect(CaseStatus).number == format_number(other)


def test_a_terminal_that_is_not_known_says_so_and_offers_no_second_try(
    citizen: Citizen, other: str, road: Road
) -> None:
    """Trying again would only keep the citizen; another machine helps."""
    road.state = "refused"
    citizen.press("ENTER", other)
    problem = citizen.expect(Problem)
    assert problem.code == Failures.TERMINAL_REFUSED.code
    assert problem.actions == ("LEAVE",)


@pytest.mark.parametrize("trouble", ["cut", "login"])
def test_home_says_offline_at_once_and_comes_back_by_itself(
    citizen: Citizen, other: str, road: Road, trouble: str
) -> None:
    """The next person must not type twenty digits to learn what the last one has learnt."""
    road.state = trouble
    citizen.press("ENTER", other)
    citizen.expect(Problem)
    home = home_after(citizen, "LEAVE")
    assert why_not(home) == dict.fromkeys(ONLINE_ONLY, Failures.LINK_DOWN.value.title.hans)
    assert any("没有网络" in notice.hans for notice in home.notices)
    assert citizen.show is not None
    assert not citizen.show.status.online
    citizen.press("OPEN", "case-progress")
    citizen.send(Speak(language="en"))
    citizen.expect(Home, lambda _: citizen.show is not None and citizen.show.language == "en")
    citizen.press("OPEN", "report-12345")
    citizen.expect(Guide)
    citizen.press("BACK")
    citizen.expect(Home)
    road.state = "open"
    home = citizen.expect(Home, possible)
    assert home.notices == ()
    assert citizen.show.status.online


def test_no_number_is_in_an_address_or_a_log(citizen: Citizen, own: Transaction, stage: Stage, road: Road) -> None:
    """Who asks for which case is nobody's business; addresses and logs are kept by others."""
    citizen.press("ENTER", own.number)
    citizen.expect(CaseStatus)
    log = Path(stage.folder, "engine.log").read_text(encoding="utf-8")
    assert own.number not in log
    assert "Traceback" not in log
