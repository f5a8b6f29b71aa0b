# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` says of the queue: what waits, what can still be promised, and how each refusal is cleared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.commands.findings import Finding
from kiosk.failures import Failures
from kiosk.possible import REFUSED
from kiosk.store import STORE
from offline_cache.database import Database
from offline_cache.errors import StoreCorrupt, StoreTrouble
from offline_cache.outbox.queue import Queue
from offline_cache.policy import Condition, Limits, Refusal, Surroundings, measure, overdue, refusals
from offline_cache.salvage import reports
from offline_cache.trusted_clock import TrustedClock

REMEDIES: Mapping[Refusal, str] = {
    Refusal.DISK: "make room outside the queue's folder",
    Refusal.COUNT: "bring the link back, or carry what waits: kiosk queue export",
    Refusal.AGE: "bring the link back, or carry what waits: kiosk queue export",
    Refusal.CONTACT: "bring the link back; the platform has not answered for a month",
    Refusal.CLOCK: "set the clock; change the battery of the main board",
    Refusal.UPDATE: "update this terminal; with a right release: set the clock",
    Refusal.PLATFORM_KEY: "bring the link back; else set the clock, or enrol this terminal again",
}


def know_the_time(state: Path, clock: TrustedClock) -> None:
    """Tell the clock what the store knows of the time, as on a start of the terminal; a store that fails tells none."""
    path = state / STORE
    if not path.exists():
        return
    try:
        database = Database(path)
        try:
            known = Queue(database, clock).known_time.newest()
        finally:
            database.close()
    except StoreTrouble:
        return
    if known is not None:
        clock.known_since(known)


def examine_queue(
    state: Path, clock: TrustedClock, around: Surroundings, *, online: bool
) -> tuple[Finding, Condition | None, tuple[Refusal, ...]]:
    """Examine the queue in a state folder; `online` says whether the platform answers now.

    Return what is found, the store's condition, and every reason against new work; None and nothing without a queue
    that can be read.
    """
    path = state / STORE
    if not path.exists():
        return Finding("queue", "good", "none yet; the terminal makes it when it first runs"), None, ()
    try:
        database = Database(path)
        try:
            queue = Queue(database, clock)
            condition = measure(queue, state, around)
        finally:
            database.close()
    except StoreTrouble as error:
        damaged = isinstance(error, StoreCorrupt)
        advice = "start the terminal: it sets the file aside and saves what can be read; then see to the disk"
        if not damaged:
            advice = f"leave {path} as it is; see to the disk"
        return Finding("queue", "bad", f"{type(error).__name__}: {error}", advice), None, ()
    against = refusals(condition, Limits(), online=online)
    told, remedies = _told(path, condition, against)
    finding = Finding("queue", "degraded" if remedies else "good", "; ".join(told), "; ".join(remedies))
    return finding, condition, against


def _told(path: Path, condition: Condition, against: tuple[Refusal, ...]) -> tuple[list[str], list[str]]:
    waiting = f"{condition.waiting} waiting"
    if condition.oldest_seconds is not None:
        waiting += f", the oldest for {condition.oldest_seconds / 3600:.1f} h"
    if condition.set_aside:
        waiting += f", {condition.set_aside} of them set aside (rejected or parked)"
    found, advice = [waiting], []
    if condition.set_aside:
        advice.append("see kiosk queue list; docs/outbox.md has each reason")
    if damaged := reports(path):
        newest = damaged[-1]
        found.append(f"a damaged queue was set aside as {newest.set_aside}: {newest.summary()}")
        advice.append("see to the disk; docs/outbox.md, A damaged database")
    if overdue(condition, Limits()):
        found.append(f"{Failures.OVERDUE.code}: the oldest waits for more than two hours")
        advice.append("look at the link; kiosk queue list has the reason, docs/outbox.md what to do")
    if against:
        codes = ", ".join(f"{REFUSED[reason].code} {reason}" for reason in against)
        found.append(f"takes nothing new: {codes}")
        advice += dict.fromkeys(REMEDIES[reason] for reason in against)
    return found, advice
