# SPDX-License-Identifier: GPL-3.0-or-later
"""A line that cuts three of ten connections at any byte, while documents go over it: they arrive whole, and once.

What the platform holds is never brought again, however often the line is cut, and although the terminal starts anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.province.reference.record import record_of
from offline_cache import pace
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.sealing import Sealer
from offline_cache.sender import Sender
from tests.attachment_site import contents_at, payload_with, picture
from tests.faults.test_platform_cut_connections import ModemClient, cutting_line
from tests.offline_cache.store_stand import InlineExecutor, SimulatedClock
from tests.province_site import NOW, open_site

PAPERS = [(picture(300_000, seed), picture(90_000, 100 + seed)) for seed in range(3)]
TOTAL = sum(len(paper) for papers in PAPERS for paper in papers)


def test_documents_arrive_whole_over_a_line_that_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that begins anew after each cut never arrives where the line is cut every minute."""
    monkeypatch.setattr(pace, "UPLOAD_MOST", 32 * 1024)
    clock = SimulatedClock()
    with open_site(tmp_path) as site, cutting_line(site.platform.port, seed=11, most=34_000) as line:
        credentials = site.enrol()
        key = credentials.sealing_key(NOW)
        assert key is not None
        sealer = Sealer(key, credentials.terminal_key)

        def start() -> Outbox:
            outbox = Outbox(
                Database(tmp_path / "queue" / "outbox.db"),
                sealer,
                terminal=credentials.terminal,
                hardware="board",
                clock=clock,
                random=Random(1),
            )
            outbox.take_over()
            return outbox

        async def until_settled(outbox: Outbox, rounds: int) -> None:
            async def call(use: Callable[[Any], Any], /) -> Any:
                return use(outbox)

            sender = Sender(
                call,
                ModemClient(site.client(credentials, line.url)),
                InlineExecutor(),
                terminal=credentials.terminal,
                clock=clock,
                random=Random(2),
                on_link=lambda _: None,
                on_change=lambda _: None,
            )
            running = asyncio.create_task(sender.run())
            for _ in range(rounds):
                site.process_all()
                sender.nudge()
                await clock.advance(5)
                if outbox.counts()[State.SETTLED] == len(PAPERS):
                    break
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await sender.close()

        outbox = start()
        cases = [
            outbox.commit("report-12345", payload_with(len(papers)), slip=b"{}", attachments=papers)
            for papers in PAPERS
        ]
        # The terminal starts anew again and again, as in a village where the power fails as often as the line.
        for rounds in (2, 2, 3, 60):
            asyncio.run(until_settled(outbox, rounds))
            outbox.close()
            outbox = start()
        assert [case.state for case in outbox.listed(limit=10)] == [State.SETTLED] * len(PAPERS)
        outbox.close()
        for case, papers in zip(cases, PAPERS, strict=True):
            assert contents_at(site, case.key) == list(papers)
            record = record_of(site.platform.database, case.key)
            assert record is not None
            assert record.state == "settled"
        assert line.cuts >= 8, "a line that was hardly cut proves nothing"
        assert line.carried < 2 * TOTAL, "what the platform holds is not brought again"
