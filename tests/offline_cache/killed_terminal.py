# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal that is killed at given points, run as a program: FOLDER URL [--papers] POINT…

For each POINT it forks a child that opens the store as after a power cut, commits one transaction, writes its number
to FOLDER/slips (the paper in the citizen's hand), sends it over HTTP and waits until all is settled. The child sends
itself SIGKILL at the point: a name from `NAMED`, or the number of the SQLite statement before which it dies. Forking
saves loading the libraries hundreds of times. A child that ends by itself prints POINT; a killed one prints nothing.

With --papers each transaction has attachments and is purged when it is settled, and each step of the folder that they
lie in counts as a statement: a file opened, brought onto the disk, renamed or deleted.
"""

import asyncio
import base64
import http.client
import json
import os
import random
import signal
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import msgspec

from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sealing import Header, Sealed, Sealer
from offline_cache.sender import Sender
from offline_cache.transport import Accepted, Delivery, DeliveryResult, Held, StatusResult, StillWorking, Unreachable
from tests.offline_cache.store_stand import PLATFORM_KEY, SERVICE, TERMINAL, TERMINAL_PRIVATE

NAMED = ("sealed", "committed", "slip", "sending", "sent", "accepted", "asking", "answered", "settled")
NAMED_WITH_PAPERS = (*NAMED, "uploading", "uploaded")
PAPERS = (b"a picture of the lamp " * 500, b"a picture of the road " * 3)


UNSETTLED = tuple(state for state in State if state not in {State.SETTLED, State.PURGED})


class Reaper:
    """Kills this very process when the point is reached."""

    def __init__(self, point: str) -> None:
        self._point = point
        self._statements = 0
        if point.startswith("after:"):
            timer = threading.Timer(float(point.removeprefix("after:")), self.reached, [point])
            timer.daemon = True
            timer.start()

    def reached(self, name: str) -> None:
        if name == self._point:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, _: str) -> None:
        self._statements += 1
        self.reached(str(self._statements))


class KilledSealer(Sealer):
    def __init__(self, reaper: Reaper) -> None:
        super().__init__(PLATFORM_KEY, TERMINAL_PRIVATE)
        self._reaper = reaper

    def seal(self, header: Header, payload: bytes) -> Sealed:
        sealed = super().seal(header, payload)
        self._reaper.reached("sealed")
        return sealed


class HttpTransport:
    def __init__(self, url: str, reaper: Reaper) -> None:
        self._address = urlsplit(url)
        self._reaper = reaper

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        self._reaper.reached("sending")
        reply = self._post("/deliver", [json.loads(item.sealed.to_wire()) for item in items])
        self._reaper.reached("sent")
        return [_result(one) for one in msgspec.json.decode(reply, type=list[dict[str, Any]])]

    def status(self, keys: Sequence[str]) -> list[StatusResult]:
        self._reaper.reached("asking")
        reply = self._post("/status", list(keys))
        self._reaper.reached("answered")
        return msgspec.json.decode(reply, type=list[StatusResult])

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        self._reaper.reached("uploading")
        body = {"digest": digest, "offset": offset, "piece": base64.b64encode(piece).decode()}
        reply = self._post("/upload", body)
        self._reaper.reached("uploaded")
        return msgspec.json.decode(reply, type=Held)

    def _post(self, path: str, body: object) -> bytes:
        connection = http.client.HTTPConnection(str(self._address.hostname), self._address.port, timeout=10)
        try:
            connection.request("POST", path, json.dumps(body).encode())
            return connection.getresponse().read()
        except OSError as error:
            raise Unreachable from error
        finally:
            connection.close()


def _result(one: dict[str, Any]) -> DeliveryResult:
    return msgspec.convert(one, StillWorking) if "missing" in one else msgspec.convert(one, Accepted)


def watch_statements(reaper: Reaper) -> None:
    """From the first statement on, those of the schema included."""
    connect = sqlite3.connect

    def watched(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        connection.set_trace_callback(reaper.statement)
        return connection

    mock.patch.object(sqlite3, "connect", watched).start()


def watch_files(reaper: Reaper) -> None:
    """Each step of a folder counts as a statement."""
    for owner, name in ((os, "open"), (os, "fsync"), (Path, "rename"), (Path, "unlink")):
        real = getattr(owner, name)

        def step(*args: Any, real: Callable[..., Any] = real, **kwargs: Any) -> Any:
            reaper.statement("")
            return real(*args, **kwargs)

        mock.patch.object(owner, name, step).start()


async def one_life(folder: Path, url: str, reaper: Reaper, papers: Sequence[bytes]) -> None:
    clock = SystemClock()
    chance = random.SystemRandom()
    idle = asyncio.Event()

    def start() -> Outbox:
        database = Database(folder / "outbox.db")
        connection: sqlite3.Connection = database._connection
        connection.set_trace_callback(reaper.statement)
        outbox = Outbox(database, KilledSealer(reaper), terminal=TERMINAL, hardware="board", clock=clock, random=chance)
        outbox.take_over()
        return outbox

    def changed(transaction: Transaction) -> None:
        reaper.reached(transaction.state)
        idle.set()

    outbox = OutboxThread()
    await outbox.open(start)
    http_thread = ThreadPoolExecutor(max_workers=1)
    sender = Sender(
        outbox.call,
        HttpTransport(url, reaper),
        http_thread,
        terminal=TERMINAL,
        clock=clock,
        random=chance,
        on_link=lambda up: None,
        on_change=changed,
    )
    made = await sender.commit(
        lambda outbox, claim: outbox.commit(SERVICE, "路灯坏了".encode(), slip=b"{}", attachments=papers, claim=claim)
    )
    running = asyncio.create_task(sender.run())
    reaper.reached("committed")
    with (folder / "slips").open("a") as slips:
        slips.write(made.number + "\n")
    reaper.reached("slip")
    await sender.send_now(made.key)
    sender.nudge()
    while await outbox.call(lambda outbox: outbox.listed(*UNSETTLED, limit=1)):
        await idle.wait()
        idle.clear()
        sender.nudge()
    if papers:
        await outbox.call(lambda outbox: outbox.purge(clock.now() + timedelta(days=1)))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.close()
    await outbox.close()
    http_thread.shutdown()


def main(folder: Path, url: str, points: Sequence[str]) -> None:
    papers = PAPERS if "--papers" in points else ()
    for point in points:
        if point == "--papers":
            continue
        child = os.fork()
        if child == 0:
            status = 1
            try:
                reaper = Reaper(point)
                watch_statements(reaper)
                if papers:
                    watch_files(reaper)
                asyncio.run(one_life(folder, url, reaper, papers))
                status = 0
            except BaseException:  # noqa: BLE001 - told by its exit status and its traceback
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL:
            continue
        if os.waitstatus_to_exitcode(ended) != 0:
            sys.exit(f"the life with point {point} failed")
        print(point, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
