# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, 返回 lands on the wrong page, or a case that is committed can be undone on the screen."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from assets import asset
from kiosk.desk import Desk
from kiosk.failures import Failed, Failures
from kiosk.services.loader import load_packs
from kiosk.services.pack import ServicePack, StepName
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.screens import Status
from kiosk.visit.visit import Outcome, Visit, run_steps, way
from kiosk.words import Words
from tests.offline_cache.store_stand import SimulatedClock

NEXT, BACK, CANCEL = Outcome.NEXT, Outcome.BACK, Outcome.CANCEL
PACKS = {pack.id: pack for pack in load_packs(asset("services"))}
REPORT = PACKS["report-12345"]


class Script:
    """Stands for every step: each run takes the next outcome, and is written down."""

    def __init__(self, *script: tuple[StepName, Outcome | Failures]) -> None:
        self._script = list(script)
        self.ran: list[tuple[str, bool]] = []
        self.can_leave: dict[str, bool] = {}
        self.now: dict[str, str] = {}

    def __getitem__(self, name: StepName) -> Any:
        script = self

        class Step:
            async def run(self, visit: Visit, *, back: bool) -> Outcome:
                expected, outcome = script._script.pop(0)
                assert name == expected, f"{name} ran instead of {expected}"
                script.ran.append((name, back))
                script.can_leave[name] = visit.front.can_leave
                script.now[name] = next((step.name.hans for step in visit.front.way if step.state == "now"), "")
                if isinstance(outcome, Failures):
                    raise Failed(outcome)
                return outcome

        return Step()

    @property
    def left(self) -> int:
        return len(self._script)


def run(script: Script, *steps: StepName, pack: ServicePack = REPORT) -> Outcome:
    front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=True))
    visit = Visit(
        id="v",
        pack=pack.model_copy(update={"steps": steps}) if steps else pack,
        front=front,
        idle=IdleClock(SimulatedClock(), front, IdleLimits()),
        desk=cast("Desk", None),
    )
    outcome = asyncio.run(run_steps(visit, cast("Any", script)))
    assert script.left == 0, "a step did not run"
    return outcome


def test_steps_run_in_the_order_of_the_service() -> None:
    """A form before consent would ask what nobody has allowed."""
    names: tuple[StepName, ...] = REPORT.steps
    script = Script(*((name, NEXT) for name in names))
    assert run(script) is NEXT
    assert script.ran == [(name, False) for name in names]


def test_back_goes_one_step_and_says_so() -> None:
    """返回 must land on the page before, drawn as coming back."""
    script = Script(("guide", NEXT), ("consent", BACK), ("guide", NEXT), ("consent", NEXT), ("form", NEXT))
    assert run(script, "guide", "consent", "form") is NEXT
    assert [back for _, back in script.ran] == [False, False, True, False, False]


def test_back_from_the_first_step_ends_the_visit() -> None:
    """返回 on the first page leads home."""
    assert run(Script(("guide", BACK)), "guide", "form") is CANCEL
    assert run(Script(("guide", NEXT), ("form", BACK), ("guide", BACK)), "guide", "form") is CANCEL


def test_cancel_ends_the_visit_from_anywhere() -> None:
    """Nothing more is asked of somebody who has cancelled."""
    assert run(Script(("guide", NEXT), ("form", CANCEL)), "guide", "form", "review") is CANCEL


def test_a_named_failure_goes_up_and_no_step_follows() -> None:
    """A case that was not stored must not come to its receipt."""
    with pytest.raises(Failed) as caught:
        run(Script(("review", NEXT), ("submit", Failures.STORE_FULL)), "review", "submit", "print")
    assert caught.value.failure is Failures.STORE_FULL


@pytest.mark.parametrize("step", ["submit", "print", "rate"])
def test_nothing_leads_back_over_a_submission(step: StepName) -> None:
    """A second submission of the same case, by a step that goes back where it must not."""
    before: tuple[StepName, ...] = ("review", "submit", "print", "rate")
    names = before[: before.index(step) + 1]
    script = Script(*((name, BACK if name == step else NEXT) for name in names))
    with pytest.raises(ValueError, match=step):
        run(script, *before)
    assert [name for name, _ in script.ran] == list(names), "nothing may run again"


def test_leaving_is_offered_until_submission_and_not_after() -> None:
    """退出 after submission would read as if the case could be taken back."""
    script = Script(*((name, NEXT) for name in REPORT.steps))
    run(script)
    assert script.can_leave == {
        name: name in {"guide", "consent", "identify", "form", "review"} for name in REPORT.steps
    }


def test_the_way_names_each_part_and_marks_the_present() -> None:
    """The thin line tells how much is left; a wrong mark makes people think that they are done."""
    script = Script(*((name, NEXT) for name in REPORT.steps))
    run(script)
    assert script.now == {
        "guide": "看说明",
        "consent": "看说明",
        "identify": "验身份",
        "form": "填内容",
        "review": "核对",
        "submit": "取回执",
        "print": "取回执",
        "rate": "",
    }
    states = [part.state for part in way(REPORT, "form")]
    assert states == ["done", "done", "now", "later", "later"]
    assert {part.state for part in way(REPORT, "rate")} == {"done"}


def test_a_service_without_a_part_does_not_name_it() -> None:
    """An inquiry has no 验身份; a line that names it would keep people from asking."""
    assert way(PACKS["case-progress"], "inquire") == ()
    short = REPORT.model_copy(update={"steps": ("guide", "form", "review", "submit", "print")})
    assert [part.name.hans for part in way(short, "guide")] == ["看说明", "填内容", "核对", "取回执"]
