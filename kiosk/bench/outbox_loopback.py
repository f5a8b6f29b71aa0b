# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform on the loopback that takes everything, and the sender before it: one call for each item, or batches."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom

import msgspec

from kiosk.bench.outbox_stand import TERMINAL, TimedSealer, acceptance, open_outbox, put
from offline_cache.clock import SystemClock
from offline_cache.outbox.states import State
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sender import Sender
from offline_cache.transport import Accepted, Delivery, DeliveryResult, Held, StatusResult


class _Server(ThreadingHTTPServer):
    delay = 0.0
    """Seconds that a call is longer on its way."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_POST(self) -> None:
        time.sleep(self.server.delay)
        items = msgspec.json.decode(self.rfile.read(int(self.headers["Content-Length"])), type=list[Delivery])
        reply = msgspec.json.encode([acceptance(item) for item in items])
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


class _Client:
    """Keeps one connection, as the terminal does."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        self._connection.request("POST", "/", msgspec.json.encode(items))
        return list(msgspec.json.decode(self._connection.getresponse().read(), type=list[Accepted]))

    def status(self, keys: Sequence[str]) -> list[StatusResult]:  # noqa: ARG002 - nothing is settled here
        return []

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        raise NotImplementedError

    def close(self) -> None:
        self._connection.close()


def seconds_an_item(file: Path, count: int, *, batches: bool, delay: float = 0.0) -> float:
    """How long the sender takes for one of `count` waiting transactions, until its acceptance is on the disk.

    With `delay`, each call is so many seconds longer on its way.
    """
    with _platform(delay) as port:
        return asyncio.run(_drain(file, count, port, batches=batches))


async def _drain(file: Path, count: int, port: int, *, batches: bool) -> float:
    box = OutboxThread()
    await box.open(lambda: open_outbox(file, TimedSealer()))
    keys = [await box.call(lambda outbox: put(outbox).key) for _ in range(count)]
    client, left, done = _Client(port), set(keys), asyncio.Event()

    def changed(key: str) -> None:
        left.discard(key)
        if not left:
            done.set()

    with ThreadPoolExecutor(max_workers=1) as http_thread:
        sender = Sender(
            box.call,
            client,
            http_thread,
            terminal=TERMINAL,
            clock=SystemClock(),
            random=SystemRandom(),
            on_link=lambda up: None,  # noqa: ARG005
            on_change=lambda transaction: changed(transaction.key),
        )
        began = time.perf_counter()
        if batches:
            running = asyncio.create_task(sender.run())
            await done.wait()
            took = time.perf_counter() - began
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        else:
            for key in keys:
                await sender.send_now(key)
            took = time.perf_counter() - began
        await sender.close()
    accepted = await box.call(lambda outbox: outbox.counts()[State.ACCEPTED])
    await box.close()
    client.close()
    if accepted != count:
        raise RuntimeError(f"{accepted} of {count} transactions arrived")
    return took / count


@contextmanager
def _platform(delay: float) -> Iterator[int]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.delay = delay
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
