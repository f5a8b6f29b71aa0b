# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbox, sender, client and platform, as they are, through whatever link, clock, power and people do in any order.

If this fails, some order of mishaps loses a citizen's case, doubles it, invents one, or says more than is true.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    rule,
    run_state_machine_as_test,
)

from kiosk.commands.queue_bundle import _forward
from kiosk.province.contract import MAX_ITEMS
from kiosk.province.key_ring import platform_key
from kiosk.province.reference.carried import import_bundle
from offline_cache.bundle import read_batches, verify_bundle, write_bundle
from offline_cache.clock import ClockQuality, stamp
from offline_cache.database import PAGE_BYTES
from offline_cache.errors import BugError, StoreFull
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import HEADER_VERSION, Header, Sealer
from offline_cache.transport import Accepted, Delivery
from tests.bad_weather import Mishap
from tests.kiosk.province.world import ASIDE, World
from tests.offline_cache.store_stand import SERVICE, START, TERMINAL
from tests.province_site import case_payload

YEARS = timedelta(days=365)
CASE, ANOTHER = (str(UUID(int=number, version=4)) for number in (1, 2))
CASES = (CASE, None, ANOTHER, CASE)
PICTURES = (1500, 3500)
"""Bytes of the attachments of a case, of which it may have none, one or both: in up to four pieces on a bad line."""
PICK = st.integers(0, 99)
SO_FAR = st.sampled_from(["settled", "accepted", "kept"])


class Promises(World):
    """What can happen, in any order."""

    @initialize(seed=st.integers(0, 999), so_far=SO_FAR)
    def a_day_begins(self, seed: int, so_far: str) -> None:
        self.citizens(3, 1, how="kept", case=CASE)
        self.all_goes_well(so_far)
        self.mixed_weather(seed)
        self.citizens(1, len(PICTURES), how="kept", case=ANOTHER)

    def all_goes_well(self, until: str) -> None:
        """Until all cases that nothing is wrong with are accepted or settled, if until anything."""
        if until != "kept":
            self.weather.clear_up()
            self.terminal.sender.nudge()
            self.advance(20)
        if until == "settled":
            self.platform.process()
            self.advance(60)

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

    @rule(days=st.sampled_from([12, 31, 1]), so_far=SO_FAR)
    def long_time_passes(self, days: int, so_far: str) -> None:
        """The terminal is switched off, perhaps after a good minute; then the next citizen comes."""
        self.all_goes_well(so_far)
        self.restart(after=days * 24 * 3600)
        self.citizens(1, 0, how="handed in", case=None)
        self.advance(60)

    @rule(
        count=st.integers(1, 4),
        pictures=st.integers(0, len(PICTURES)),
        how=st.sampled_from(["kept", "handed in", "waiting"]),
        case=st.sampled_from(CASES),
    )
    def citizens(self, count: int, pictures: int, how: str, case: str | None) -> None:
        for _ in range(count):
            contents = [self.terminal.random.randbytes(size) for size in PICTURES[:pictures]]

            def keep(outbox: Outbox, claim: bool, contents: list[bytes] = contents) -> Transaction:
                return outbox.commit(
                    SERVICE, payload(pictures), slip=b"{}", attachments=contents, case_id=case, claim=claim
                )

            made = keep(self.outbox, claim=False) if how == "kept" else self.terminal.hand_in(keep)
            self.is_committed(made, case)
            if how == "waiting":
                told = self.terminal.send_now(made.key)
                assert told.acceptance is None or self.platform_signed(told), "the paper would say more than is true"

    @rule(case=st.sampled_from(CASES))
    def a_form_that_the_platform_refuses(self, case: str | None) -> None:
        made = self.outbox.commit(SERVICE, b"{}", slip=b"{}", case_id=case)
        self.unusable.add(made.key)
        self.is_committed(made, case)

    def is_committed(self, made: Transaction, case: str | None) -> None:
        self.committed[made.key] = made.digest
        self.bytes[made.key] = self.outbox.by_hand.sealed(made.key)
        if case is not None:
            self.cases.setdefault(case, []).append(made.key)

    @rule()
    def a_commit_fails(self) -> None:
        """The disk is full in the middle of it: no number, no case, nothing that is ever sent."""
        database = self.outbox._database
        [(pages,)] = database.rows("PRAGMA page_count")
        [(free,)] = database.rows("PRAGMA freelist_count")
        database.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFull):
            self.outbox.commit(SERVICE, self.terminal.random.randbytes((100 + free) * PAGE_BYTES), slip=b"{}")
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
            del self.platform_numbers[known[pick % len(known)]]

    @rule(pick=PICK)
    def somebody_used_the_key(self, pick: int) -> None:
        """A release that had a fault: the platform has other bytes under this key."""
        one = self.one_of(pick, State.QUEUED, State.EXPORTED)
        if one is None or one.key in self.platform.held() or one.key in self.unusable:
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

    @rule(pick=PICK)
    def the_platform_has_a_new_key(self, pick: int) -> None:
        keys = self.credentials.key_ring.usable
        self.terminal.seal_to(platform_key(keys[pick % len(keys)]))

    @rule()
    def technician_tries_now(self) -> None:
        self.terminal.sender.nudge()

    @rule(pick=PICK)
    def technician_parks(self, pick: int) -> None:
        one = self.one_of(pick, State.QUEUED, State.SENDING)
        if one is not None and one.state is State.QUEUED:
            self.outbox.by_hand.park(one.key, "asked_by_platform")
        elif one is not None:
            with pytest.raises(BugError):
                self.outbox.by_hand.park(one.key, "asked_by_platform")

    @rule(pick=PICK)
    def technician_retries(self, pick: int) -> None:
        one = self.one_of(pick, *ASIDE, State.EXPORTED)
        if one is not None:
            self.put_back([one])

    @rule(to=st.sampled_from(["platform", "another terminal", "nobody"]), parked=st.booleans(), meanwhile=st.booleans())
    def technician_carries(self, to: str, parked: bool, meanwhile: bool) -> None:
        """With `meanwhile`, the sender goes on while the stick is written, and is at work when it is done."""
        keys = self.outbox.by_hand.keys_to_carry(100)
        if parked:
            keys = self.outbox.by_hand.in_order([*keys, *self.keys_in(State.PARKED)])
        while early := self.outbox.by_hand.out_of_turn(keys):
            keys = [key for key in keys if key not in early]
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
        with self.terminal.exchange_under_way("request") if meanwhile else nullcontext():
            self.outbox.by_hand.mark_exported(keys)
            self.set_aside.difference_update(keys)
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

    @rule(
        late=st.sampled_from(["request", "reply"]),
        what=st.sampled_from(
            ["a citizen", "a citizen and power", "parked", "carried", "processed", "restart", "nothing"]
        ),
        pick=PICK,
    )
    def while_an_exchange_takes_long(self, late: Literal["request", "reply"], what: str, pick: int) -> None:
        with self.terminal.exchange_under_way(late):
            if what == "a citizen":
                self.citizens(2, 0, how="waiting", case=CASE)
            elif what == "parked":
                self.technician_parks(pick)
            elif what == "carried":
                self.technician_carries("platform", parked=False, meanwhile=False)
            elif what == "processed":
                self.platform.process()
            elif what == "a citizen and power":
                self.citizens(1, 1, how="handed in", case=None)
                self.the_power_goes()
            elif what == "restart":
                self.restart()


def payload(pictures: int) -> bytes:
    """What is sealed for a case with so many pictures; the person is invented."""
    one = json.loads(case_payload())
    return json.dumps(one | {"materials": [{"code": "photo", "media_type": "image/jpeg"}] * pictures}).encode()


USUAL = (14, 30)
"""Examples and steps in each."""


def play(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Promises,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )


@pytest.mark.timeout(600)  # One that is broken off fails, and never again: all else here is the same each time.
def test_promises() -> None:
    """Some orders of mishaps, each time others."""
    play(*USUAL)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_promises_for_long() -> None:
    """Some hundred orders, and longer ones."""
    play(400, 60)
