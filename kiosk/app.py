# SPDX-License-Identifier: GPL-3.0-or-later
"""Wires everything: the one place that knows engine, ui, devices, queue and platform at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import secrets
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

from PySide6.QtGui import QGuiApplication

from assets import asset
from drivers.id_reader import IdReader
from kiosk.desk import Changes, Desk
from kiosk.devices import open_device
from kiosk.engine import Engine
from kiosk.failures import OperatorError
from kiosk.hardware import fingerprint
from kiosk.inquiry import Inquiry
from kiosk.linkwatch import LinkWatch
from kiosk.paper import Paper
from kiosk.places import Places
from kiosk.province.client import ProvinceClient
from kiosk.province.credentials import Credentials, CredentialsError, load_credentials
from kiosk.ratings import Ratings
from kiosk.retention import purge_settled
from kiosk.services.loader import load_packs
from kiosk.store import STORE
from kiosk.supervisor import Part, Supervisor, kiosk_command
from kiosk.terminal import Terminal, TerminalFileError, load_terminal
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleLimits
from kiosk.visit.link import Link
from kiosk.visit.screens import Status
from offline_cache.clock import Clock, SystemClock
from offline_cache.database import Database
from offline_cache.errors import StoreTrouble
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Limits
from offline_cache.sealing import Sealer
from offline_cache.sender import Sender
from printers.contract import ReceiptPrinter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Makers:
    """How the engine's outer parts are made; a fault test puts its own in their place."""

    sealer: Callable[..., Sealer] = Sealer
    client: Callable[..., ProvinceClient] = ProvinceClient
    device: Callable[[Terminal, str], IdReader | ReceiptPrinter] = open_device
    outbox: Callable[..., Outbox] = Outbox
    idle_limits: IdleLimits = field(default_factory=IdleLimits)


def supervise(places: Places, terminal_file: Path, window: tuple[int, int] | None) -> int:
    """Run engine and ui until SIGTERM. Raises OperatorError when the configuration cannot be used."""
    _load(terminal_file)
    _prepare(places)
    common = (
        ["--terminal", str(terminal_file), "--data", str(places.state.parent)]
        if _moved(places)
        else [
            "--terminal",
            str(terminal_file),
        ]
    )
    size = ["--window", f"{window[0]}x{window[1]}"] if window else []
    return Supervisor(
        [
            Part("engine", kiosk_command("run", "--only", "engine", *common), lambda: engine_environment(places)),
            Part("ui", kiosk_command("run", "--only", "ui", *common, *size), lambda: places.environment("ui")),
        ]
    ).run()


def engine_environment(places: Places) -> dict[str, str]:
    """Return the engine's environment: it draws text without a screen."""
    return places.environment("engine") | {"QT_QPA_PLATFORM": "offscreen"}


def run_ui(places: Places, window: tuple[int, int] | None) -> int:
    """Run the ui alone, until SIGTERM."""
    # A command that draws nothing must not load the whole of Qt Quick.
    from ui.window import main  # noqa: PLC0415

    _close_doors()
    return main(places.socket, size=window, fullscreen=window is None)


def run_engine(places: Places, terminal_file: Path, makers: Makers | None = None) -> int:
    """Run the engine alone, until SIGTERM. Raises OperatorError when the configuration cannot be used."""
    terminal, credentials = _load(terminal_file)
    _prepare(places)
    _close_doors()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(["kiosk-engine"])
    try:
        asyncio.run(serve(places, terminal, credentials, makers or Makers()))
    except StoreTrouble as error:
        raise OperatorError(f"the queue in {places.state} cannot be used: {type(error).__name__}") from error
    finally:
        application.shutdown()
    return 0


async def serve(places: Places, terminal: Terminal, credentials: Credentials, makers: Makers) -> None:
    """Run the engine on this loop until SIGTERM or SIGINT. Raises StoreTrouble when the queue cannot be opened."""
    clock = SystemClock()
    random = SystemRandom()
    key = credentials.sealing_key(clock.now())
    if key is None:
        raise OperatorError("the platform's sealing keys have all expired; enrol this terminal anew")
    sealer = makers.sealer(key, credentials.terminal_key)
    async with contextlib.AsyncExitStack() as stack:
        outbox = OutboxThread()
        await outbox.open(lambda: _open_outbox(places, terminal, sealer, clock=clock, random=random, makers=makers))
        stack.push_async_callback(outbox.close)
        await outbox.call(lambda box: box.take_over())

        changes = Changes()
        link_watch = LinkWatch(clock)
        sender_client = _client(terminal, credentials, clock, makers)
        sender_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender")
        stack.callback(sender_thread.shutdown, wait=False, cancel_futures=True)
        sender = Sender(
            outbox.call,
            sender_client,
            sender_thread,
            terminal=terminal.id,
            clock=clock,
            random=random,
            on_link=link_watch.learned,
            on_change=changes.tell,
        )
        stack.push_async_callback(sender.close)
        inquiry = Inquiry(_client(terminal, credentials, clock, makers))
        stack.callback(inquiry.close)

        ratings = Ratings(outbox, inquiry, clock)
        id_reader = await _device(stack, terminal, "id_reader", makers)
        printer = await _device(stack, terminal, "receipt_printer", makers)
        assert not isinstance(printer, IdReader)  # noqa: S101 - terminal.toml gives each name its class
        assert id_reader is None or isinstance(id_reader, IdReader)  # noqa: S101
        desk = Desk(
            terminal=terminal,
            packs={pack.id: pack for pack in load_packs(asset("services"))},
            clock=clock,
            outbox=outbox,
            sender=sender,
            inquiry=inquiry,
            paper=Paper(outbox, printer, terminal, demo=credentials.demo),
            ratings=ratings,
            id_reader=id_reader,
            limits=Limits(),
            state=places.state,
            sealing_key_ends=key.not_after,
            link=link_watch,
            changes=changes,
        )
        front = Front(_status(terminal, credentials, online=False))
        link = Link(places.socket, on_intent=front.receive, on_connect=front.resend)
        front.send = link.send
        engine = Engine(desk, front, idle_limits=makers.idle_limits, random=random)

        def possible_changed(*_: object) -> None:
            front.set_status(_status(terminal, credentials, online=link_watch.online))
            engine.refresh()

        link_watch.on_change = possible_changed
        for device in (id_reader, printer):
            if device is not None:
                device.subscribe(possible_changed)
        await link_watch.ask(inquiry)
        await link.start()
        stack.push_async_callback(link.close)
        await _until_told_to_end(
            engine.run(),
            sender.run(),
            ratings.run(),
            link_watch.run(inquiry, sender),
            purge_settled(outbox, clock),
        )


async def _until_told_to_end(*jobs: object) -> None:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    tasks = [asyncio.ensure_future(job) for job in (*jobs, end.wait())]  # type: ignore[call-overload]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _open_outbox(
    places: Places, terminal: Terminal, sealer: Sealer, *, clock: Clock, random: Random, makers: Makers
) -> Outbox:
    return makers.outbox(
        Database(places.state / STORE),
        sealer,
        terminal=terminal.id,
        hardware=fingerprint(),
        clock=clock,
        random=random,
    )


def _client(terminal: Terminal, credentials: Credentials, clock: Clock, makers: Makers) -> ProvinceClient:
    return makers.client(terminal.platform.url, credentials, clock=clock, choose=secrets.choice)


async def _device(
    stack: contextlib.AsyncExitStack, terminal: Terminal, name: str, makers: Makers
) -> IdReader | ReceiptPrinter | None:
    if name not in terminal.devices.named():
        return None
    device = makers.device(terminal, name)
    stack.push_async_callback(device.close)
    await device.start()
    return device


def _status(terminal: Terminal, credentials: Credentials, *, online: bool) -> Status:
    return Status(place=terminal.place, terminal=terminal.id, online=online, demo=credentials.demo)


def _load(terminal_file: Path) -> tuple[Terminal, Credentials]:
    try:
        terminal = load_terminal(terminal_file)
        return terminal, load_credentials(terminal.platform.credentials)
    except (TerminalFileError, CredentialsError) as error:
        raise OperatorError(str(error)) from error


def _prepare(places: Places) -> None:
    try:
        places.prepare()
    except OSError as error:
        raise OperatorError(f"{error.filename}: {error.strerror}; --data DIR keeps everything below DIR") from error


def _moved(places: Places) -> bool:
    return places != Places.of(None)


def _close_doors() -> None:
    """Leave no core file behind, which would hold whatever the memory held."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
