# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal, its platform and the line between them as one state machine: what must hold whatever happens."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)

from kiosk.province.contract import DeliveryReply, StatusReply
from kiosk.province.credentials import Credentials
from kiosk.province.envelope import NotAnEnvelope, WrongSignature, open_envelope
from kiosk.retention import KEPT, due_for_purge
from offline_cache.attachments.folder import FOLDER
from offline_cache.outbox.audit import AuditEvent, first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import TRANSITIONS, State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealed
from tests.bad_weather import BadWeather
from tests.offline_cache.store_stand import START, TERMINAL, SimulatedClock
from tests.platform_here import PlatformHere
from tests.province_site import DIVISION
from tests.terminal_here import TerminalHere

ASIDE = (State.PARKED, State.REJECTED)
DELIVERED = (State.ACCEPTED, State.SETTLED, State.PURGED)
DONE = (State.SETTLED, State.PURGED)

BY_ITSELF = (10.0, 60.0, 600.0, *([3600.0] * 6))
"""Pauses in seconds after which all that nobody set aside is settled, once nothing goes wrong any more: no wait of the
sender's is longer than an hour, and a case with attachments waits a few times."""

_RECORDED = {
    AuditEvent.COMMITTED: State.QUEUED,
    AuditEvent.ACCEPTED: State.ACCEPTED,
    AuditEvent.SETTLED: State.SETTLED,
    AuditEvent.REJECTED: State.REJECTED,
    AuditEvent.PARKED: State.PARKED,
    AuditEvent.RETRIED: State.QUEUED,
    AuditEvent.EXPORTED: State.EXPORTED,
    AuditEvent.RESUMED: State.QUEUED,
    AuditEvent.FORGOTTEN: State.QUEUED,
    AuditEvent.INTERRUPTED: State.QUEUED,
    AuditEvent.PURGED: State.PURGED,
}
"""What the audit log says of a case by its last entry; an attempt has none."""


@cache
def _after(state: State) -> frozenset[State]:
    """Every state that the table of transitions can lead to, in any number of steps."""
    seen = {state}
    while True:
        more = seen.union(*(TRANSITIONS[one] for one in seen))
        if more == seen:
            return frozenset(seen)
        seen = more


@cache
def _template() -> tuple[Path, Credentials, PlatformHere]:
    """A platform with one terminal, and one that becomes its copy for each example."""
    template, folder = Path(_scratch.name, "template"), Path(_scratch.name, "platform")
    credentials = PlatformHere.template(template, TERMINAL, DIVISION, START)
    shutil.copytree(template, folder)
    platform = PlatformHere(folder, lambda: START)
    platform.close()
    return template, credentials, platform


_scratch = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)


class World(RuleBasedStateMachine):
    """A terminal with its queue, the platform, and everything between and around them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=_scratch.name))
        template, self.credentials, self.platform = _template()
        self.time = SimulatedClock()
        """What time it is, which the platform knows and the terminal does not."""
        self.platform.become(template, self.time.now)
        self.weather = BadWeather(self.platform)
        self.committed: dict[str, str] = {}
        """Digests of what was committed, by key."""
        self.bytes: dict[str, Sealed] = {}
        self.cases: dict[str, list[str]] = {}
        """Keys of the transactions of one case in their order, by its id."""
        self.seen: dict[str, State] = {}
        self.set_aside: set[str] = set()
        """Keys of what waits for a person."""
        self.arrived: set[str] = set()
        """Keys of all that the platform has ever held."""
        self.platform_numbers: dict[str, str] = {}
        """The platform's own numbers, by key."""
        self.settled_at: dict[str, datetime] = {}
        """When, at the latest, a case was settled, by the true time."""
        self.taken_keys: set[str] = set()
        """Keys under which the platform got other bytes before the terminal's own."""
        self.unusable: set[str] = set()
        """Keys of what the platform will refuse, since it cannot make anything of it."""
        self.carried = 0
        self.lives = 0
        self.terminal = TerminalHere(self.folder / "store-0", self.credentials, self.time, self.weather)
        self.start()

    # Its terminal

    @property
    def outbox(self) -> Outbox:
        return self.terminal.outbox

    def restart(self, after: float = 0) -> None:
        self.terminal.close()
        self.time.elapsed += after
        self.start()

    def start(self) -> None:
        self.terminal.start()
        self.delete_old_bytes()

    def advance(self, seconds: float) -> None:
        self.terminal.advance(seconds)
        self.delete_old_bytes()

    def one_of(self, pick: int, *states: State) -> Transaction | None:
        """A transaction in one of these states. No sealing is like another: what is drawn must not depend on it."""
        found = self.outbox.listed(*states, limit=100)
        return found[pick % len(found)] if found else None

    def keys_in(self, state: State) -> list[str]:
        return [one.key for one in self.outbox.listed(state, limit=10_000)]

    def delete_old_bytes(self) -> None:
        """What `kiosk.retention` does as soon as the platform has told the time, and every six hours."""
        for key in self.keys_in(State.SETTLED):
            self.settled_at.setdefault(key, self.time.now())
        before = due_for_purge(self.terminal.clock)
        if before is not None:
            self.outbox.purge(before)

    # What must hold, after each of these

    @invariant()
    def every_committed_case_is_there_in_a_legal_state(self) -> None:
        assert not self.terminal.running.done(), self.terminal.running.result()
        kept = self.terminal.kept()
        told = {key: (one.number, one.state, one.trouble) for key, one in kept.items()}
        assert {key: told[key] for key in kept.keys() - self.committed.keys()} == {}, "kept, and nobody committed it"
        assert self.committed.keys() - kept.keys() == set(), "committed, and not kept"
        assert [told[key] for key, one in kept.items() if one.digest != self.committed[key]] == [], "other bytes"
        assert len({one.number for one in kept.values()}) == len(kept), "a number twice"
        for key, one in kept.items():
            assert one.state in _after(self.seen.get(key, State.SEALED))
            self.seen[key] = one.state
        self.set_aside |= {key for key, one in kept.items() if one.state in ASIDE}
        assert {key: told[key] for key in self.set_aside if kept[key].state not in ASIDE} == {}, "nobody put it back"

    @invariant()
    def the_platform_holds_each_key_once_and_exactly_what_was_committed(self) -> None:
        held = self.platform.held()
        for key, sealed in held.items():
            assert key in self.committed, "nobody committed this"
            assert (sealed == self.bytes[key]) is (key not in self.taken_keys)
            if key not in self.arrived | self.taken_keys:
                assert self.before(key) <= self.arrived, "before what comes first in its case"
            self.arrived.add(key)
        for key, (number, _) in self.platform.told().items():
            assert self.platform_numbers.setdefault(key, number) == number, "counted twice"

    @invariant()
    def nothing_counts_as_delivered_without_the_platforms_word(self) -> None:
        told = self.platform.told()
        for one in self.terminal.kept().values():
            if one.state in DELIVERED:
                assert one.key not in self.taken_keys
                assert self.platform_signed(one)
            if one.state in DONE:
                assert told.get(one.key) == (one.platform_number, "settled")

    @invariant()
    def nothing_is_deleted_before_its_time(self) -> None:
        for one in self.terminal.kept().values():
            if one.state is State.PURGED:
                # Known to the minute: the terminal learnt of it when it asked.
                assert self.time.now() - self.settled_at[one.key] >= KEPT - timedelta(hours=3)
            else:
                assert self.outbox.by_hand.sealed(one.key) == self.bytes[one.key]

    @invariant()
    def the_audit_log_tells_what_became_of_each(self) -> None:
        entries = read_entries(self.outbox._database)
        assert first_broken(entries) is None
        last = {one.number: _RECORDED[AuditEvent(one.event)] for one in entries if one.number is not None}
        kept = {one.number: one.state for one in self.terminal.kept().values()}
        assert last == {number: State.QUEUED if now is State.SENDING else now for number, now in kept.items()}

    # In the end

    def teardown(self) -> None:
        try:
            # What was broken off within a step, by a failure or by pytest's limit of time, is not to be judged by
            # what that step left half done: the judgement would hide the cause.
            if not _broken_off():
                self.all_ends_well()
        finally:
            self.terminal.leave()
            self.platform.close()
            shutil.rmtree(self.folder)

    def all_ends_well(self) -> None:
        """Nothing goes wrong any more, and a person has looked at all that was set aside: all is settled, by itself."""
        self.weather.clear_up()
        self.weather.arrive()
        self.platform.processes_at_once = True
        self.platform.process()
        self.put_back(self.outbox.listed(*ASIDE, limit=1000))
        stuck = self.taken_keys | self.unusable
        behind = {key for key in self.committed if self.before(key) & stuck}
        for pause in BY_ITSELF:
            self.advance(pause)
            kept = self.terminal.kept()
            waiting = {key for key, one in kept.items() if one.state not in (ASIDE if key in stuck else DONE)}
            if waiting <= behind:
                break
        self.every_committed_case_is_there_in_a_legal_state()
        self.the_platform_holds_each_key_once_and_exactly_what_was_committed()
        self.nothing_counts_as_delivered_without_the_platforms_word()
        self.the_audit_log_tells_what_became_of_each()
        told = {key: (one.number, one.state, one.trouble) for key, one in kept.items()}
        assert {key: told[key] for key in waiting - behind} == {}
        assert self.committed.keys() - self.arrived <= behind
        slips = [row["key"] for row in self.outbox._database.rows("SELECT key FROM print_jobs")]
        assert sorted(slips) == sorted(self.committed)
        self.attachments_are_there_as_long_as_their_case()

    def attachments_are_there_as_long_as_their_case(self) -> None:
        here = [key for key, one in self.terminal.kept().items() if one.state is not State.PURGED]
        for key in here:
            self.outbox.attachments.check(key)
        folder = self.terminal.store / FOLDER
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        assert names == {attached.digest for key in here for attached in self.outbox.attachments.of(key)}

    # Means

    def put_back(self, those: Sequence[Transaction]) -> None:
        """A technician does."""
        for one in those:
            self.outbox.retry(one.key)
            self.set_aside.discard(one.key)

    def before(self, key: str) -> set[str]:
        """What comes before it in its case."""
        [case] = [keys for keys in self.cases.values() if key in keys] or [[key]]
        return set(case[: case.index(key)])

    def platform_signed(self, one: Transaction) -> bool:
        """Whether what is kept is the platform's signed word that it has these very bytes under this key."""
        assert one.acceptance is not None
        try:
            reply = open_envelope(DeliveryReply, one.acceptance, self.credentials.platform_root)
        except (WrongSignature, NotAnEnvelope):
            states = open_envelope(StatusReply, one.acceptance, self.credentials.platform_root).items
            return any(
                item.key == one.key and item.digest == one.digest and item.state in {"accepted", "settled"}
                for item in states
            )
        return any(
            item.key == one.key and item.digest == one.digest and item.result == "accepted" for item in reply.results
        )


def _broken_off() -> bool:
    """Whether what calls the caller of this is being left by an exception."""
    _, _, trace = sys.exc_info()
    while trace is not None:
        if trace.tb_frame is sys._getframe(2):
            return True
        trace = trace.tb_next
    return False
