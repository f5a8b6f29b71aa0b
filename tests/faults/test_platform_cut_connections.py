# SPDX-License-Identifier: GPL-3.0-or-later
"""A line that cuts three of ten connections, each at a byte of its own choice, on the way there or back."""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from kiosk.province.client import ProvinceClient
from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.sealing import Sealer
from offline_cache.sender import Sender
from offline_cache.transport import Delivery, DeliveryResult, Held, StatusResult
from tests.offline_cache.store_stand import InlineExecutor, SimulatedClock
from tests.province_site import NOW, case_payload, open_site

SHARE = 0.3
MOST_BYTES = 2500
"""Less than a delivery and its answer, more than a short question: a cut may fall anywhere."""
CASES = 20


class CuttingLine:
    """Passes connections on to a port, one after the other, and cuts some of them."""

    def __init__(self, port: int, chance: Random, most: int = MOST_BYTES) -> None:
        self.cuts = 0
        self.carried = 0
        """Bytes that reached the platform."""
        self._most = most
        self.connections = 0
        self._port = port
        self._chance = chance
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()

    def _run(self) -> None:
        while True:
            try:
                terminal, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            room = self._chance.randrange(self._most) if self._chance.random() < SHARE else None
            platform = socket.create_connection(("127.0.0.1", self._port))
            # A reset by either side ends the connection as well.
            with terminal, platform, contextlib.suppress(OSError):
                self._pass_on(terminal, platform, room)

    def _pass_on(self, terminal: socket.socket, platform: socket.socket, room: int | None) -> None:
        other = {terminal: platform, platform: terminal}
        while True:
            for side in select.select(list(other), [], [])[0]:
                piece = side.recv(4096)
                self.carried += len(piece) if side is terminal else 0
                if room is not None and len(piece) >= room:
                    other[side].sendall(piece[:room])
                    self.cuts += 1
                    return
                if not piece:
                    return
                other[side].sendall(piece)
                room = None if room is None else room - len(piece)


@contextmanager
def cutting_line(port: int, seed: int, most: int = MOST_BYTES) -> Iterator[CuttingLine]:
    line = CuttingLine(port, Random(seed), most)
    try:
        yield line
    finally:
        line.close()


class ModemClient:
    """Hangs up after each call, as on a line that is paid for by time: each call takes its own chance."""

    def __init__(self, client: ProvinceClient) -> None:
        self._client = client

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        try:
            return self._client.deliver(items)
        finally:
            self._client.close()

    def status(self, keys: Sequence[str]) -> list[StatusResult]:
        try:
            return self._client.status(keys)
        finally:
            self._client.close()

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        try:
            return self._client.upload(digest, offset, piece)
        finally:
            self._client.close()


def test_everything_arrives_once_over_a_line_that_is_cut(tmp_path: Path) -> None:
    """A cut on the way back would make a second case of the first; one on the way there would lose it."""
    clock = SimulatedClock()
    with open_site(tmp_path) as site, cutting_line(site.platform.port, seed=7) as line:
        credentials = site.enrol()
        key = credentials.sealing_key(NOW)
        assert key is not None
        outbox = Outbox(
            Database(tmp_path / "queue" / "outbox.db"),
            Sealer(key, credentials.terminal_key),
            terminal=credentials.terminal,
            hardware="board",
            clock=clock,
            random=Random(1),
        )
        outbox.take_over()

        async def call(use: Callable[[Any], Any], /) -> Any:
            return use(outbox)

        async def scene() -> None:
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
            for _ in range(CASES):
                made = outbox.commit("report-12345", case_payload(), slip=b"{}")
                sending = asyncio.create_task(sender.send_now(made.key))
                await clock.advance(8)
                await sending
            for _ in range(20):
                site.process_all()
                sender.nudge()
                await clock.advance(60)
                if outbox.counts()[State.SETTLED] == CASES:
                    break
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await sender.close()

        asyncio.run(scene())
        cases = outbox.listed(limit=100)
        outbox.close()
        assert [case.state for case in cases] == [State.SETTLED] * CASES
        assert count_transactions(site.platform.database) == CASES
        arrivals = 0
        for case in cases:
            record = record_of(site.platform.database, case.key)
            assert record is not None
            assert record.platform_number == case.platform_number
            arrivals += record.arrivals
        assert line.cuts > line.connections * SHARE / 2, "a line that was hardly cut proves nothing"
        assert arrivals > CASES, "no answer was lost, which proves nothing"
