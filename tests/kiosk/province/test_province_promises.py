# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbox, sender, client and platform, as they are, through whatever link, clock, power and people do in any order.

If this fails, some order of mishaps loses a citizen's case, doubles it, invents one, or says more than is true.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kiosk.commands.queue_bundle import _forward
from kiosk.province.contract import MAX_ITEMS, DeliveryReply, StatusReply
from kiosk.province.credentials import Credentials
from kiosk.province.envelope import NotAnEnvelope, WrongSignature, open_envelope
from kiosk.province.reference import tables
from kiosk.province.reference.carried import import_bundle
from kiosk.retention import KEPT, due_for_purge
from offline_cache.bundle import read_batches, verify_bundle, write_bundle
from offline_cache.clock import ClockQuality, stamp
from offline_cache.errors import StoreFull
from offline_cache.outbox.audit import first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import TRANSITIONS, State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import HEADER_VERSION, Header, Sealed, Sealer
from offline_cache.transport import Accepted, Delivery
from tests.bad_weather import BadWeather, Mishap, PlatformHere
from tests.offline_cache.store_stand import SERVICE, START, TERMINAL, SimulatedClock
from tests.province_site import DIVISION, case_payload
from tests.terminal_here import TerminalHere

YEARS = timedelta(days=365)
PICTURES = 2
"""Most attachments of a case."""
PICK = st.integers(0, 99)
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


class Promises(RuleBasedStateMachine):
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
        self.old_bytes_are_deleted()

    def advance(self, seconds: float) -> None:
        self.terminal.advance(seconds)

    def one_of(self, pick: int, *states: State) -> Transaction | None:
        """A transaction in one of these states. No sealing is like another: what is drawn must not depend on it."""
        found = self.outbox.listed(*states, limit=100)
        return found[pick % len(found)] if found else None

    # What happens

    @initialize(seed=st.integers(0, 999))
    def a_day_begins(self, seed: int) -> None:
        self.mixed_weather(seed)
        self.citizens(3, PICTURES, wait=False)

    @rule(seed=st.integers(0, 999))
    def mixed_weather(self, seed: int) -> None:
        self.weather.clear_up()
        self.weather.chance = Random(seed)
        self.weather.mixed = self.weather.chance.choice((0.2, 0.5, 0.9))

    @rule(usual=st.sampled_from(Mishap))
    def steady_weather(self, usual: Mishap) -> None:
        self.weather.clear_up()
        self.weather.usual = usual

    @rule(ahead=st.lists(st.sampled_from(Mishap), min_size=1, max_size=6))
    def a_spell_of_weather(self, ahead: list[Mishap]) -> None:
        self.weather.ahead += ahead

    @rule(seconds=st.sampled_from([1, 8, 60, 600, 7200]), platform_works=st.booleans())
    def time_passes(self, seconds: float, platform_works: bool) -> None:
        self.advance(seconds)
        if platform_works:
            self.platform.process()

    @rule(days=st.sampled_from([1, 12, 31]))
    def long_time_passes(self, days: int) -> None:
        """The terminal is switched off meanwhile."""
        self.restart(after=days * 24 * 3600)

    @rule(count=st.integers(1, 4), pictures=st.integers(0, PICTURES), wait=st.booleans())
    def citizens(self, count: int, pictures: int, wait: bool) -> None:
        for _ in range(count):
            made = self.outbox.commit(
                SERVICE,
                payload(pictures),
                slip=b"{}",
                attachments=[self.terminal.random.randbytes(3000) for _ in range(pictures)],
            )
            self.committed[made.key] = made.digest
            self.bytes[made.key] = self.outbox.by_hand.sealed(made.key)
            if wait:
                told = self.terminal.send_now(made.key)
                assert told.acceptance is None or self.platform_signed(told), "the paper would say more than is true"

    @rule()
    def a_commit_fails(self) -> None:
        """The disk is full in the middle of it: no number, no case, nothing that is ever sent."""
        database = self.outbox._database
        [(pages,)] = database.rows("PRAGMA page_count")
        database.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFull):
            self.outbox.commit(SERVICE, self.terminal.random.randbytes(400_000), slip=b"{}")
        database.rows("PRAGMA max_page_count = 1000000")

    @rule(step=st.sampled_from(["record_acceptance", "settle", "release", "claim", "together"]))
    def the_disk_is_full_for_a_minute(self, step: str) -> None:
        def full(*_: object, **__: object) -> None:
            raise StoreFull

        real: Callable[..., object] = getattr(Outbox, step)
        setattr(self.outbox, step, full)
        self.advance(60)
        setattr(self.outbox, step, real.__get__(self.outbox))

    @rule(
        off=st.sampled_from([timedelta(), -56 * YEARS, 73 * YEARS, timedelta(hours=-8), timedelta(seconds=90)]),
        while_off=st.booleans(),
    )
    def the_clock_jumps(self, off: timedelta, while_off: bool) -> None:
        self.terminal.machine.off = off
        if while_off:
            self.restart()

    @rule()
    def the_power_goes(self) -> None:
        """The store goes on from the files as they lie there at this moment; nothing is closed in order."""
        self.lives += 1
        self.terminal.lose_power(self.folder / f"store-{self.lives}")
        self.start()

    @rule(count=st.integers(1, 5))
    def sent_and_then_the_power_goes(self, count: int) -> None:
        """The platform has it; the terminal dies before it hears."""
        self.terminal.stop()
        items = self.outbox.claim(count)
        if items:
            with self.terminal.another_client() as client:
                client.deliver(items)
        self.outbox.close()
        self.start()

    @rule()
    def what_was_late_arrives(self) -> None:
        self.weather.arrive()

    @rule()
    def platform_restarts(self) -> None:
        self.platform.restart()

    @rule(most=st.sampled_from([1, 1000]))
    def platform_processes(self, most: int) -> None:
        self.platform.process(most)

    @rule(pick=PICK)
    def platform_forgets(self, pick: int) -> None:
        held = self.platform.held()
        known = [one.key for one in self.outbox.listed(State.ACCEPTED, limit=100) if one.key in held]
        if known:
            self.platform.forget(known[pick % len(known)])

    @rule(pick=PICK)
    def somebody_used_the_key(self, pick: int) -> None:
        """A release that had a fault: the platform has other bytes under this key."""
        one = self.one_of(pick, State.QUEUED, State.EXPORTED)
        if one is None or one.key in self.platform.held():
            return
        header = self.bytes[one.key].read_header()
        sealer = Sealer(self.credentials.sealing_key(START), self.credentials.terminal_key)  # type: ignore[arg-type]
        other = Header(
            version=HEADER_VERSION,
            key=one.key,
            number=header.number,
            service=SERVICE,
            created_at=stamp(START),
            clock_quality=ClockQuality.UNKNOWN,
            terminal=TERMINAL,
            platform_key=sealer.key.id,
        )
        with self.terminal.another_client() as client:
            [result] = client.deliver([Delivery(key=one.key, sealed=sealer.seal(other, case_payload()))])
        if isinstance(result, Accepted):
            self.taken_keys.add(one.key)

    @rule()
    def technician_tries_now(self) -> None:
        self.terminal.sender.nudge()

    @rule(pick=PICK)
    def technician_parks(self, pick: int) -> None:
        one = self.one_of(pick, State.QUEUED)
        if one is not None:
            self.outbox.by_hand.park(one.key, "asked_by_platform")

    @rule(pick=PICK)
    def technician_retries(self, pick: int) -> None:
        one = self.one_of(pick, *ASIDE, State.EXPORTED)
        if one is not None:
            self.outbox.retry(one.key)

    @rule(to=st.sampled_from(["platform", "another terminal", "nobody"]))
    def technician_carries(self, to: str) -> None:
        keys = self.outbox.by_hand.keys_to_carry(100)
        if not keys:
            return
        self.carried += 1
        stick = self.folder / f"{self.carried}.bundle"
        write_bundle(
            stick,
            lambda: map(self.outbox.by_hand.sealed, keys),
            pieces=self.outbox.attachments.piece,
            terminal=TERMINAL,
            key=self.credentials.terminal_key,
            made_at=stamp(self.terminal.clock.now()),
        )
        self.outbox.by_hand.mark_exported(keys)
        if to == "platform":
            with stick.open("rb") as file:
                list(
                    import_bundle(
                        self.platform.database,
                        file,
                        sealing_keys=self.platform.keys.sealing.keys(),
                        now=self.time.now(),
                    )
                )
        elif to == "another terminal":
            with stick.open("rb") as file, self.terminal.another_client() as client:
                manifest = verify_bundle(file, lambda manifest: (manifest.public_key,))
                list(_forward(client, read_batches(file, manifest, MAX_ITEMS)))

    @rule()
    def old_bytes_are_deleted(self) -> None:
        """What `kiosk.retention` does after each start and every six hours."""
        before = due_for_purge(self.terminal.clock)
        if before is not None:
            self.outbox.purge(before)

    # What must hold, after each of these

    @invariant()
    def every_committed_case_is_there_in_a_legal_state(self) -> None:
        assert not self.terminal.running.done(), self.terminal.running.result()
        kept = self.terminal.kept()
        assert {key: one.digest for key, one in kept.items()} == self.committed
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


def payload(pictures: int) -> bytes:
    """What is sealed for a case with so many pictures; the person is invented."""
    one = json.loads(case_payload())
    return json.dumps(one | {"materials": [{"code": "photo", "media_type": "image/jpeg"}] * pictures}).encode()


def play(examples: int, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LOCK_WAIT", 0.1)
    run_state_machine_as_test(
        Promises,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )


def test_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen orders of mishaps, each time others."""
    play(14, 30, monkeypatch)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_promises_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some hundred orders, and longer ones."""
    play(400, 60, monkeypatch)
