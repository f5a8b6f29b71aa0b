# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the platform, the link and the power do, and in whatever order: nothing lost, nothing doubled."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from offline_cache.attachments.folder import FOLDER
from offline_cache.errors import StoreFull
from offline_cache.outbox.audit import first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sender import Sender
from offline_cache.transport import (
    CaptivePortal,
    ClockRefused,
    CredentialRefused,
    PlatformTrouble,
    Stage,
    StillWorking,
    TooMany,
    TransportTrouble,
    Unreachable,
)
from tests.offline_cache.store_stand import SERVICE, Stand

TROUBLES: tuple[TransportTrouble | None, ...] = (
    None,
    Unreachable(),
    CaptivePortal(),
    PlatformTrouble(),
    TooMany(30),
    CredentialRefused(),
    ClockRefused(),
)


class Promises(RuleBasedStateMachine):
    """A terminal, its platform and everything between them."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.stand = Stand(Path(self._folder.name))
        self.committed: dict[str, str] = {}
        self.cases: dict[str, list[str]] = {}
        self.start()

    def start(self) -> None:
        self.sender: Sender = self.stand.make_sender()
        self.running = self.loop.create_task(self.sender.run())

    def stop(self) -> None:
        async def end() -> None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            await self.sender.close()

        self.loop.run_until_complete(end())

    @initialize(trouble=st.sampled_from(TROUBLES))
    def weather(self, trouble: TransportTrouble | None) -> None:
        self.stand.platform.trouble = trouble

    @rule(seconds=st.sampled_from([1, 8, 60, 3600, 86_400]))
    def time_passes(self, seconds: float) -> None:
        self.loop.run_until_complete(self.stand.clock.advance(seconds))

    @rule(
        wait=st.booleans(),
        papers=st.lists(st.sampled_from([0, 10, 9000]), max_size=2),
        case_id=st.sampled_from([None, None, "case-1", "case-2"]),
    )
    def citizen(self, wait: bool, papers: list[int], case_id: str | None) -> None:
        pictures = [bytes(size) for size in papers]

        def keep(outbox: Outbox, claim: bool) -> Transaction:
            return outbox.commit(SERVICE, b"a form", slip=b"{}", attachments=pictures, case_id=case_id, claim=claim)

        made = self.loop.run_until_complete(self.sender.commit(keep))
        self.committed[made.key] = made.digest
        if case_id is not None:
            self.cases.setdefault(case_id, []).append(made.key)
        if wait:
            sending = self.loop.create_task(self.sender.send_now(made.key))
            self.loop.run_until_complete(self.stand.clock.advance(8))
            assert sending.done()
            sending.result()

    @rule(trouble=st.sampled_from(TROUBLES))
    def weather_changes(self, trouble: TransportTrouble | None) -> None:
        self.stand.platform.trouble = trouble

    @rule(trouble=st.sampled_from(TROUBLES[:4]))
    def pictures_meet_trouble(self, trouble: TransportTrouble | None) -> None:
        self.stand.platform.upload_trouble = trouble

    @rule()
    def pictures_are_forgotten(self) -> None:
        self.stand.platform.forget_attachments()

    @rule(stage=st.sampled_from([Stage.ACCEPTED, Stage.SETTLED]))
    def processing(self, stage: Stage) -> None:
        self.stand.platform.stage = stage

    @rule(data=st.data(), fault=st.sampled_from(["bug", "platform", "working", "silent", "none"]))
    def one_item_turns_bad(self, data: st.DataObject, fault: str) -> None:
        if self.committed:
            key = data.draw(st.sampled_from(sorted(self.committed)))
            platform = self.stand.platform
            platform.bad.pop(key, None)
            platform.answers.pop(key, None)
            match fault:
                case "bug":
                    platform.bad[key] = ValueError()
                case "platform":
                    platform.bad[key] = PlatformTrouble()
                case "working":
                    platform.answers[key] = StillWorking(key=key)
                case "silent":
                    platform.answers[key] = None

    @rule()
    def the_reply_is_lost_and_the_power_too(self) -> None:
        """The platform took everything; the terminal died before it heard."""
        self.stop()
        platform = self.stand.platform
        for item in self.stand.outbox.claim(3):
            platform.take(item)
        self.stand.restart()
        self.start()

    @rule()
    def the_platform_forgets(self) -> None:
        waiting = self.stand.outbox.listed(State.ACCEPTED, limit=1)
        for transaction in waiting:
            self.stand.platform.taken.pop(transaction.key, None)

    @rule(step=st.sampled_from(["record_acceptance", "settle", "release", "claim", "claim_one"]))
    def the_disk_is_full_for_a_minute(self, step: str) -> None:
        def full(*_: object, **__: object) -> None:
            raise StoreFull

        real: Callable[..., object] = getattr(Outbox, step)
        setattr(self.stand.outbox, step, full)
        self.loop.run_until_complete(self.stand.clock.advance(60))
        setattr(self.stand.outbox, step, real.__get__(self.stand.outbox))

    @rule()
    def technician(self) -> None:
        self.sender.nudge()

    @invariant()
    def nothing_is_lost_or_invented(self) -> None:
        assert not self.running.done(), self.running.result()
        kept = {transaction.key: transaction for transaction in self.stand.outbox.listed(limit=1000)}
        assert {key: transaction.digest for key, transaction in kept.items()} == self.committed
        for key, sealed in self.stand.platform.taken.items():
            assert sealed.digest == self.committed[key]
        for transaction in kept.values():
            if transaction.state is State.SETTLED:
                assert transaction.key in self.stand.platform.taken
        order = self.stand.platform.order
        for keys in self.cases.values():
            assert [key for key in order if key in keys] == keys[: sum(key in order for key in keys)]
        assert first_broken(read_entries(self.stand.outbox._database)) is None

    def teardown(self) -> None:
        try:
            platform = self.stand.platform
            platform.trouble, platform.upload_trouble, platform.stage = None, None, Stage.SETTLED
            platform.bad.clear()
            platform.answers.clear()
            self.sender.nudge()
            self.loop.run_until_complete(self.stand.clock.advance(4 * 3600))
            assert self.stand.outbox.counts()[State.SETTLED] == len(self.committed)
            assert set(platform.taken) == set(self.committed)
            folder = Path(self._folder.name) / FOLDER
            there = {path.name for path in folder.iterdir()} if folder.exists() else set()
            rows = self.stand.outbox._database.rows("SELECT digest FROM attachments")
            assert there == {row["digest"] for row in rows}
        finally:
            self.stop()
            self.loop.close()
            self.stand.outbox.close()
            self._folder.cleanup()


Promises.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestPromises = Promises.TestCase
TestPromises.__doc__ = "Some order of mishaps would cost a citizen's case, or register it twice."
