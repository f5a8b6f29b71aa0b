# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform says 409 still working, 422 another body, 429 not so often: to a terminal with a queue, as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.province.reference import gate
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealer
from offline_cache.transport import Delivery
from tests.bad_weather import Mishap
from tests.offline_cache.store_stand import START
from tests.province_site import case_payload
from tests.terminal_here import TerminalHere, terminal_and_platform


def with_other_bytes(terminal: TerminalHere, one: Transaction) -> Delivery:
    """The same key and number, and another text, as a release with a fault might have sealed it again."""
    header = terminal.outbox.by_hand.sealed(one.key).read_header()
    key = terminal.credentials.sealing_key(START)
    assert key is not None
    return Delivery(
        key=one.key, sealed=Sealer(key, terminal.credentials.terminal_key).seal(header, case_payload()[:-1])
    )


def test_409_is_asked_again_and_then_accepted(tmp_path: Path) -> None:
    """A case that another delivery is just storing would be given up, or be handed in as a second one."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        terminal.weather.usual = Mishap.NOT_STORED
        made = [terminal.commit() for _ in range(3)]
        told = terminal.send_now(made[0].key)
        assert (told.state, told.trouble) == (State.QUEUED, "still_working")
        terminal.advance(120)
        assert platform.held() == {}
        assert terminal.outbox.counts()[State.QUEUED] == 3
        terminal.weather.clear_up()
        terminal.advance(3600)
        platform.process()
        terminal.advance(3600)
        assert {one.state for one in terminal.kept().values()} == {State.SETTLED}
        assert len(platform.held()) == 3


def test_422_is_parked_and_holds_up_nobody(tmp_path: Path) -> None:
    """The terminal would overwrite one citizen's case with another's, or try for ever and block the queue behind it."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        terminal.weather.usual = Mishap.NO_LINK
        made = [terminal.commit() for _ in range(3)]
        other = with_other_bytes(terminal, made[0])
        with terminal.another_client() as client:
            client.deliver([other])
        terminal.weather.clear_up()
        terminal.sender.nudge()
        terminal.advance(600)
        kept = terminal.kept()
        assert (kept[made[0].key].state, kept[made[0].key].trouble) == (State.PARKED, "key_conflict")
        assert kept[made[0].key].acceptance is None
        assert all(kept[one.key].state is State.ACCEPTED for one in made[1:])
        assert platform.held()[made[0].key] == other.sealed
        for _ in range(3):
            # A technician who tries it again changes nothing at the platform, and loses nothing here.
            terminal.outbox.retry(made[0].key)
            terminal.sender.nudge()
            terminal.advance(60)
        assert terminal.kept()[made[0].key].state is State.PARKED
        assert terminal.outbox.by_hand.sealed(made[0].key).digest == made[0].digest


def test_429_is_obeyed_for_as_long_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand terminals that come back at once keep a platform down that was about to recover."""
    monkeypatch.setattr(gate, "MOST_REQUESTS", 3)
    with terminal_and_platform(tmp_path) as (terminal, platform):
        for _ in range(3):
            terminal.send_now(terminal.commit().key)
        asked: list[float] = []
        answer = platform.answer

        def watched(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
            asked.append(terminal.time.elapsed)
            return answer(method, path, body, headers)

        monkeypatch.setattr(platform, "answer", watched)
        late = terminal.commit()
        terminal.sender.nudge()
        terminal.advance(150)
        assert len(asked) == 1, "the technician's button asks once; the platform says for how long it wants to be left"
        assert late.key not in platform.held()
        monkeypatch.setattr(gate, "MOST_REQUESTS", 1000)
        terminal.advance(600)
        assert late.key in platform.held()
        assert terminal.sender.trouble is None
