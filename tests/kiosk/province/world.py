# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal, its platform and the line between them as one state machine: what must hold whatever happens."""

from __future__ import annotations

import shutil
import tempfile
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
from offline_cache.outbox.audit import first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import TRANSITIONS, State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealed
from tests.bad_weather import BadWeather, PlatformHere
from tests.offline_cache.store_stand import START, TERMINAL, SimulatedClock
from tests.province_site import DIVISION
from tests.terminal_here import TerminalHere

ASIDE = (State.PARKED, State.REJECTED)
DELIVERED = (State.ACCEPTED, State.SETTLED, State.PURGED)


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
def _template() -> tuple[Path, Credentials]:
    folder = Path(_scratch.name, "template")
    return folder, PlatformHere.template(folder, TERMINAL, DIVISION, START)


_scratch = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)


class World(RuleBasedStateMachine):
    """A terminal with its queue, the platform, and everything between and around them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=_scratch.name))
        template, self.credentials = _template()
        self.time = SimulatedClock()
        """What time it is, which the platform knows and the terminal does not."""
        self.platform = PlatformHere.copied(template, self.folder / "platform", self.time.now)
        self.weather = BadWeather(self.platform)
        self.committed: dict[str, str] = {}
        """Digests of what was committed, by key."""
        self.bytes: dict[str, Sealed] = {}
        self.seen: dict[str, State] = {}
        self.settled_at: dict[str, datetime] = {}
        """When, at the latest, a case was settled, by the true time."""
        self.taken_keys: set[str] = set()
        """Keys under which the platform got other bytes before the terminal's own."""
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

    def one_of(self, pick: int, *states: State) -> Transaction | None:
        """A transaction in one of these states. No sealing is like another: what is drawn must not depend on it."""
        found = self.outbox.listed(*states, limit=100)
        return found[pick % len(found)] if found else None

    def delete_old_bytes(self) -> None:
        """What `kiosk.retention` does after each start and every six hours."""
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
        for key, one in kept.items():
            assert one.state in _after(self.seen.get(key, State.SEALED))
            self.seen[key] = one.state

    @invariant()
    def the_platform_holds_each_key_once_and_exactly_what_was_committed(self) -> None:
        for key, sealed in self.platform.held().items():
            assert key in self.committed, "nobody committed this"
            assert (sealed == self.bytes[key]) is (key not in self.taken_keys)

    @invariant()
    def nothing_counts_as_delivered_without_the_platforms_word(self) -> None:
        for one in self.terminal.kept().values():
            if one.state in DELIVERED:
                assert one.key not in self.taken_keys
                assert self.platform_signed(one)

    @invariant()
    def nothing_is_deleted_before_its_time(self) -> None:
        for one in self.terminal.kept().values():
            if one.state is State.SETTLED:
                self.settled_at.setdefault(one.key, self.time.now())
            if one.state is State.PURGED:
                assert one.key in self.settled_at, "deleted in the same moment"
                # Known to the minute: the terminal learnt of it when it asked.
                assert self.time.now() - self.settled_at[one.key] >= KEPT - timedelta(hours=3)
            else:
                assert self.outbox.by_hand.sealed(one.key) == self.bytes[one.key]

    @invariant()
    def the_audit_chain_holds(self) -> None:
        assert first_broken(read_entries(self.outbox._database)) is None

    # In the end

    def teardown(self) -> None:
        try:
            self.weather.clear_up()
            self.weather.arrive()
            for _ in range(6):
                for one in self.outbox.listed(*ASIDE, limit=1000):
                    self.outbox.retry(one.key)
                self.terminal.sender.nudge()
                self.advance(60)
                self.platform.process()
                if self.outbox.counts()[State.SETTLED] == len(self.committed):
                    break
            self.every_committed_case_is_there_in_a_legal_state()
            self.the_platform_holds_each_key_once_and_exactly_what_was_committed()
            self.nothing_counts_as_delivered_without_the_platforms_word()
            self.the_audit_chain_holds()
            kept = [one for one in self.terminal.kept().values() if one.key not in self.taken_keys]
            assert [one for one in kept if one.state not in {State.SETTLED, State.PURGED}] == []
            assert set(self.platform.held()) == set(self.committed)
            for key in self.taken_keys:
                assert self.seen[key] in ASIDE
        finally:
            self.terminal.leave()
            self.platform.close()
            shutil.rmtree(self.folder)

    # Means

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
