# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of 2 kbit/s, in real time: a form gets through, a picture gets through, and the form does not wait for it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from kiosk.province.client import ProvinceClient
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sealing import Sealer
from offline_cache.sender import Sender
from tests.attachment_site import contents_at, payload_with
from tests.faults.paced_line import paced_line
from tests.province_site import case_payload, open_site

RATE = 2000 / 8
PICTURE = Random(1).randbytes(6000)
LIMIT = 500.0
"""Seconds; a machine under load needs longer than the line."""


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_form_and_a_picture_over_two_kilobits(tmp_path: Path) -> None:
    """Limits that suit a city would break off every answer, and nothing would ever arrive from a mountain village."""
    with open_site(tmp_path, processing=True, now=lambda: datetime.now(UTC)) as site:
        credentials = site.enrol()
        key = credentials.sealing_key(datetime.now(UTC))
        assert key is not None
        clock, chance = SystemClock(), Random(2)
        accepted: list[str] = []

        async def scene(url: str) -> tuple[Transaction, Transaction]:
            client = ProvinceClient(url, credentials, clock=clock, choose=chance.choice)
            box = OutboxThread()
            await box.open(
                lambda: Outbox(
                    Database(tmp_path / "queue" / "outbox.db"),
                    Sealer(key, credentials.terminal_key),
                    terminal=credentials.terminal,
                    hardware="board",
                    clock=clock,
                    random=chance,
                )
            )
            await box.call(lambda outbox: outbox.take_over())
            done = asyncio.Event()

            def changed(transaction: Transaction) -> None:
                if transaction.state is State.ACCEPTED:
                    accepted.append(transaction.key)
                if len(accepted) == 2:
                    done.set()

            with ThreadPoolExecutor(max_workers=1) as http:
                sender = Sender(
                    box.call,
                    client,
                    http,
                    terminal=credentials.terminal,
                    clock=clock,
                    random=chance,
                    on_link=lambda _: None,
                    on_change=changed,
                )
                running = asyncio.create_task(sender.run())
                large = await box.call(
                    lambda outbox: outbox.commit("report-12345", payload_with(1), slip=b"{}", attachments=(PICTURE,))
                )
                sender.nudge()
                while [one.trouble for one in await box.call(lambda outbox: outbox.listed(limit=2))] != ["attachments"]:
                    assert not running.done()
                    await asyncio.sleep(0.2)
                small = await box.call(lambda outbox: outbox.commit("report-12345", case_payload(), slip=b"{}"))
                sender.nudge()
                await asyncio.wait_for(done.wait(), LIMIT)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await sender.close()
            client.close()
            await box.close()
            return large, small

        with paced_line(site.platform.port, RATE) as line:
            large, small = asyncio.run(scene(line.url))
            carried = line.carried
        assert accepted == [small.key, large.key], "the form does not wait for the picture"
        assert contents_at(site, large.key) == [PICTURE]
        assert carried < 4 * (len(PICTURE) + 4000), "hardly anything is brought twice"
