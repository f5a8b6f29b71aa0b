# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, nobody learns why a terminal refuses citizens, or what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.commands import doctor
from kiosk.commands.doctor_queue import REMEDIES, examine_queue, know_the_time
from kiosk.commands.findings import Finding
from kiosk.possible import Means
from kiosk.store import STORE
from offline_cache.clock import ClockQuality
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.policy import Limits, Refusal, Surroundings
from offline_cache.sealing import Sealer
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import PLATFORM_KEY, SERVICE, START, TERMINAL_PRIVATE, SimulatedClock

DAY = timedelta(days=1)
WELL = Means(online=True, card_reader=True, can_print=True, documents=True)


class Desk:
    """A store that a terminal has left on the disk, and a clock in the test's hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.machine = SimulatedClock()
        self.clock = TrustedClock(self.machine, START - DAY)
        self.around = Surroundings(now=START, platform_key_not_after=START + 900 * DAY, contact=START)

    def waiting(self, count: int) -> Outbox:
        outbox = Outbox(
            Database(self.folder / STORE),
            Sealer(PLATFORM_KEY, TERMINAL_PRIVATE),
            terminal="4452-0137",
            hardware="board",
            clock=self.clock,
            random=Random(1),
        )
        for _ in range(count):
            outbox.commit(SERVICE, b"", slip=b"")
        return outbox

    def after(self, time: timedelta, *, online: bool = False) -> tuple[Finding, tuple[Refusal, ...]]:
        self.machine.elapsed = time.total_seconds()
        finding, _, refusals = examine_queue(
            self.folder, self.clock, replace(self.around, now=self.clock.now()), online=online
        )
        return finding, refusals


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("kiosk.commands.doctor_queue.Limits", lambda: Limits(free_bytes=0))
    return Desk(tmp_path)


def test_the_age_of_the_oldest_is_told_and_is_an_alarm_after_two_hours(desk: Desk) -> None:
    """The link died in the morning; with every light green nobody would look for it before the evening."""
    desk.waiting(2).close()
    finding, _ = desk.after(timedelta(minutes=90))
    assert finding == Finding("queue", "good", "2 waiting, the oldest for 1.5 h")
    finding, refusals = desk.after(timedelta(hours=3))
    assert refusals == ()
    assert finding.verdict == "degraded"
    assert finding.found == "2 waiting, the oldest for 3.0 h; QU08: the oldest waits for more than two hours"
    assert "docs/outbox.md" in finding.do


def test_each_refusal_is_told_with_its_remedy(desk: Desk) -> None:
    """The technician would read 「refused」, and drive home."""
    desk.waiting(1).close()
    finding, refusals = desk.after(31 * DAY)
    assert refusals == (Refusal.AGE, Refusal.CONTACT)
    assert "takes nothing new: QU05 age, QU05 contact" in finding.found
    assert REMEDIES[Refusal.AGE] in finding.do
    assert REMEDIES[Refusal.CONTACT] in finding.do
    assert set(REMEDIES) == set(Refusal)


def test_a_platform_that_answers_lifts_what_is_only_for_offline_work(desk: Desk) -> None:
    """Monitoring would call somebody out for a backlog that drains at this moment."""
    desk.waiting(1).close()
    finding, refusals = desk.after(31 * DAY, online=True)
    assert refusals == ()
    assert "takes nothing new" not in finding.found


def test_the_clock_starts_from_what_the_store_knows(desk: Desk) -> None:
    """With a flat battery every age would be nought, and every light green."""
    outbox = desk.waiting(1)
    outbox.known_time.keep(START + 9 * DAY)
    outbox.close()
    know_the_time(desk.folder, desk.clock)
    assert desk.clock.now() == START + 9 * DAY
    know_the_time(desk.folder / "nothing here", desk.clock)


@pytest.mark.parametrize(
    ("quality", "verdict", "found"),
    [
        (ClockQuality.UNKNOWN, "good", "which nobody confirms"),
        (ClockQuality.REFUSED, "degraded", "the platform refuses"),
        (ClockQuality.AT_LEAST, "degraded", "at least"),
    ],
)
def test_the_clock_is_judged_without_a_platform_as_well(quality: ClockQuality, verdict: str, found: str) -> None:
    """A flat battery is found while somebody is there, not when the link comes back."""
    machine = SimulatedClock()
    clock = TrustedClock(machine, START + DAY if quality is ClockQuality.AT_LEAST else START - DAY)
    if quality is ClockQuality.REFUSED:
        clock.quality = quality
    assert clock.quality is quality
    finding = doctor._clock(clock)
    assert finding.verdict == verdict
    assert found in finding.found
    assert ("battery" in finding.do) is (verdict == "degraded")


@pytest.mark.parametrize(
    ("built", "verdict"),
    [(None, "good"), (START - 300 * DAY, "good"), (START - 400 * DAY, "degraded")],
)
def test_an_old_release_is_told_before_it_refuses_anybody(
    monkeypatch: pytest.MonkeyPatch, built: datetime | None, verdict: str
) -> None:
    """The first to learn of it would be a citizen."""
    monkeypatch.setattr(doctor, "built_on", lambda: built)
    clock = TrustedClock(SimulatedClock(), START - DAY)
    finding = doctor._release(clock)
    assert finding.verdict == verdict
    assert ("update" in finding.do) is (verdict == "degraded")


@pytest.mark.parametrize(
    ("means", "verdict", "barred"),
    [
        (WELL, "good", {}),
        (replace(WELL, online=False), "degraded", {"case-progress": "NW01"}),
        (replace(WELL, refusals=(Refusal.DISK,)), "degraded", {"report-12345": "QU01"}),
        (
            replace(WELL, online=False, documents=False, refusals=(Refusal.CONTACT,)),
            "bad",
            {"case-progress": "NW01", "report-12345": "QU05"},
        ),
    ],
)
def test_the_doctor_says_what_the_menu_says(means: Means, verdict: str, barred: dict[str, str]) -> None:
    """A terminal that can serve nobody would look half well, or one that can serve everybody half ill."""
    finding = doctor._services(means)
    assert finding.verdict == verdict
    possible, _, not_now = finding.found.partition("; not now: ")
    for service in ("report-12345", "case-progress"):
        assert (service in possible) is (service not in barred)
        assert (f"{service} ({barred.get(service)})" in not_now) is (service in barred)
    assert finding.do == ("docs/failures.md has each code" if barred else "")


def test_the_last_contact_is_told_where_the_platform_does_not_answer(desk: Desk) -> None:
    """Whether the link is gone since this morning, or since the thunderstorm of last week."""
    outbox = desk.waiting(0)
    outbox.known_time.keep(START, datetime(2026, 11, 20, 2, 5, tzinfo=UTC))
    outbox.close()
    desk.around = replace(desk.around, contact=None)
    _, condition, _ = examine_queue(desk.folder, desk.clock, desk.around, online=False)
    away = Finding("platform", "degraded", "unreachable at URL", "check")
    assert doctor._with_contact(away, condition).found == "unreachable at URL; it answered last at 2026-11-20 10:05"
    well = Finding("platform", "good", "answers at URL")
    assert doctor._with_contact(well, condition) is well
