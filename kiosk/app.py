# SPDX-License-Identifier: GPL-3.0-or-later
"""Wires everything: the one place that knows engine, ui, devices, queue and platform at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import SystemRandom
from typing import Any

from PySide6.QtGui import QGuiApplication

from assets import asset
from drivers.presence.contract import Presence
from kiosk.breakage import keep_texts_out_of_the_log, on_loop
from kiosk.desk import Changes, Desk
from kiosk.engine import Engine
from kiosk.failures import Failures, OperatorError
from kiosk.guide_lights import LampGuide
from kiosk.heartbeat import Heart
from kiosk.inquiry import Inquiry
from kiosk.keywatch import KeyWatch, NoUsableKey
from kiosk.linkwatch import LinkWatch
from kiosk.nudge import ignore_nudges, nudges
from kiosk.only_one import only_one
from kiosk.paper import Paper
from kiosk.peripherals import open_peripherals
from kiosk.places import Places
from kiosk.power import PowerWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.province.credentials import Credentials, CredentialsError, load_credentials
from kiosk.ratings import Ratings
from kiosk.retention import copy_at_night, examine_attachments, keep_ballast, make_ballast, purge_settled
from kiosk.seen_devices import SeenDevices
from kiosk.services.loader import load_packs
from kiosk.setup import Makers, Setup
from kiosk.store import STORE
from kiosk.supervisor import Part, Supervisor, kiosk_command
from kiosk.terminal import Terminal, TerminalFileError, load_terminal
from kiosk.timekeeping import keep_time
from kiosk.visit.front import Front
from kiosk.visit.link import Link
from kiosk.visit.race import first
from kiosk.visit.screens import OutOfService, Starting
from offline_cache import send_events
from offline_cache.ballast import Ballast
from offline_cache.clock import SystemClock
from offline_cache.errors import StoreCorrupt, StoreTrouble
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Limits
from offline_cache.release import built_on
from offline_cache.room import Room
from offline_cache.salvage import salvage
from offline_cache.sender import Sender
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

TRY_AGAIN = 15.0
"""Seconds between two attempts to open a queue that cannot be used."""
SALVAGE_EVERY = 3600.0
"""Seconds between two damaged queues that are set aside."""
FIRST_LOOK = 3.0
"""Seconds that the first page waits for the platform's answer."""


def supervise(places: Places, terminal_file: Path, window: tuple[int, int] | None) -> int:
    """Run engine and ui until SIGTERM. Raises OperatorError when the configuration cannot be used."""
    _load(places, terminal_file)
    _prepare(places)
    common = ["--terminal", str(terminal_file)]
    if places != Places.of(None):
        common += ["--data", str(places.state.parent)]
    size = ["--window", f"{window[0]}x{window[1]}"] if window else []
    with only_one(places, "terminal"):
        with only_one(places, "engine"):
            pass  # nobody has started one by itself; from here on it is ours
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
    keep_texts_out_of_the_log()
    return main(places.socket, size=window, fullscreen=window is None)


def run_engine(places: Places, terminal_file: Path, makers: Makers | None = None) -> int:
    """Run the engine alone, until SIGTERM. Raises OperatorError when the configuration cannot be used."""
    terminal, credentials = _load(places, terminal_file)
    _prepare(places)
    _close_doors()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ignore_nudges()
    logging.getLogger(send_events.__name__).setLevel(logging.INFO)
    with only_one(places, "engine"):
        application = QGuiApplication(["kiosk-engine"])
        keep_texts_out_of_the_log()
        try:
            asyncio.run(serve(Setup(places, terminal, credentials, makers or Makers(), TrustedClock(SystemClock()))))
        finally:
            application.shutdown()
    return 0


async def serve(setup: Setup) -> None:
    """Run the engine on this loop until SIGTERM or SIGINT."""
    asyncio.get_running_loop().set_exception_handler(on_loop)
    async with contextlib.AsyncExitStack() as stack:
        front = Front(setup.status(online=False))
        link = Link(setup.places.socket, on_intent=front.receive, on_connect=front.resend)
        front.send = link.send
        await link.start()
        stack.push_async_callback(link.close)
        await _until_told_to_end(_serve_when_possible(setup, front))


async def _serve_when_possible(setup: Setup, front: Front) -> None:
    """Serve; while the queue cannot be opened, say that the terminal is out of service, and try again.

    A damaged queue is set aside, once an hour at most: a disk that damages the next one too is not to be trusted.
    """
    salvaged_at = -SALVAGE_EVERY
    while True:
        try:
            try:
                await _serve(setup, front)
            except StoreCorrupt:
                if setup.clock.monotonic() < salvaged_at + SALVAGE_EVERY:
                    raise
                front.show(Starting(), wipe=True)  # a visit may have met the damage
                await asyncio.to_thread(salvage, setup.places.state / STORE, setup.clock.now(), setup.terminal.copy)
                salvaged_at = setup.clock.monotonic()
        except (StoreTrouble, NoUsableKey) as error:
            log.error("out of service: %s (%s)", type(error).__name__, error)  # noqa: TRY400 - names no person
            failure = Failures.KEYS_EXPIRED if isinstance(error, NoUsableKey) else Failures.STORE_CLOSED
            front.show(OutOfService(reason=failure.value.title, code=failure.code), wipe=True)
            await setup.clock.sleep(TRY_AGAIN)


async def _serve(setup: Setup, front: Front) -> None:
    random = SystemRandom()
    clock, terminal = setup.clock, setup.terminal
    keys = KeyWatch(
        setup.credentials,
        setup.places.state,
        clock,
        random=random,
        sealer=setup.makers.sealer,
        pace=setup.makers.key_pace,
    )
    async with contextlib.AsyncExitStack() as stack:
        inquiry = setup.inquiry(stack)
        await keys.begin(inquiry)
        limits = Limits()
        ballast = Ballast(setup.places.state, spare_bytes=limits.free_bytes)
        outbox = OutboxThread(ballast)
        stack.push_async_callback(outbox.close)
        await outbox.open(lambda: setup.open_outbox(keys.sealer(), random))
        await asyncio.to_thread(make_ballast, ballast)
        interrupted = await outbox.call(lambda box: box.take_over())
        known = await outbox.call(lambda box: box.known_time.newest())
        if known is not None:
            clock.known_since(known)

        changes, heart = Changes(), Heart(terminal.id, clock, built=built_on())

        def moved(transaction: Transaction) -> None:
            keys.heard(transaction)
            heart.heard(transaction)
            changes.tell(transaction)

        link_watch = LinkWatch(clock)
        promises = PromiseWatch(
            outbox,
            setup.places.state,
            clock,
            link_watch,
            limits=limits,
            key_ends=keys.ends,
            enrolled=setup.credentials.key_ring.issued,
            built=built_on(),
        )
        sender_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender")
        stack.callback(sender_thread.shutdown, wait=False, cancel_futures=True)
        sender = Sender(
            outbox.call,
            setup.client(),
            sender_thread,
            terminal=terminal.id,
            clock=clock,
            random=random,
            on_link=link_watch.learned,
            on_change=moved,
        )
        stack.push_async_callback(sender.close)
        stack.enter_context(nudges(sender.nudge))
        ratings = Ratings(outbox, inquiry, clock)
        devices = await open_peripherals(stack, terminal, setup.makers.device)
        if interrupted and devices.receipt_printer is not None:
            devices.receipt_printer.cast_off()
        there = {name: device for name, device in vars(devices).items() if device is not None and name != "ups"}
        power = PowerWatch(devices.ups)
        verifier, issuer = setup.documents(stack)
        desk = Desk(
            terminal=terminal,
            packs={pack.id: pack for pack in load_packs(asset("services"))},
            clock=clock,
            outbox=outbox,
            sender=sender,
            inquiry=inquiry,
            paper=Paper(outbox, devices.receipt_printer, terminal, demo=setup.credentials.demo),
            kept=setup.makers.kept(clock, random=random),
            ratings=ratings,
            id_reader=devices.id_reader,
            social_card=devices.social_card,
            scanner=devices.scanner,
            power=power,
            promises=promises,
            room=Room(setup.places.state),
            link=link_watch,
            changes=changes,
            verifier=verifier,
            issuer=issuer,
            document_printer=devices.document_printer,
        )
        engine = Engine(desk, front, idle_limits=setup.makers.idle_limits, random=random)

        def possible_changed(*_: object) -> None:
            front.set_status(setup.status(online=link_watch.online))
            engine.refresh()

        link_watch.on_change = power.on_change = promises.on_change = possible_changed
        for device in (devices.id_reader, devices.social_card, devices.receipt_printer, devices.document_printer):
            if device is not None:
                device.subscribe(possible_changed)
        if devices.presence is not None:
            devices.presence.watch(lambda there: engine.nobody_is_there() if there is Presence.GONE else None)
        lamps = None if devices.guide_lights is None else LampGuide(devices.guide_lights)
        if lamps is not None:
            front.on_screen = lamps.follow
        await _first_look(link_watch, inquiry, promises)
        await first(
            engine.run(),
            outbox.damage(),
            sender.run(),
            ratings.run(),
            link_watch.run(inquiry, sender),
            purge_settled(outbox, clock),
            examine_attachments(outbox, clock),
            copy_at_night(setup.places.state / STORE, clock, spare_bytes=limits.free_bytes, second=terminal.copy),
            keep_ballast(ballast, clock),
            keep_time(outbox, clock),
            promises.run(),
            desk.kept.run(),
            SeenDevices(setup.places, there).run(),
            keys.run(inquiry, link_watch, outbox, promises),
            heart.run(inquiry, sender, link_watch, promises, there),
            *(() if lamps is None else (lamps.run(),)),
        )


async def _first_look(link_watch: LinkWatch, inquiry: Inquiry, promises: PromiseWatch) -> None:
    """Learn before the home page is drawn whether the platform answers, but let nobody wait for a slow one.

    And learn what can be promised. Raises StoreTrouble.
    """
    looking = asyncio.ensure_future(link_watch.ask(inquiry))
    await asyncio.wait({looking}, timeout=FIRST_LOOK)
    await promises.look()


async def _until_told_to_end(job: Coroutine[Any, Any, None]) -> None:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)

    async def told() -> None:
        await end.wait()

    await first(job, told())


def _load(places: Places, terminal_file: Path) -> tuple[Terminal, Credentials]:
    try:
        terminal = load_terminal(terminal_file, places.drivers)
        return terminal, load_credentials(terminal.platform.credentials, terminal.id)
    except (TerminalFileError, CredentialsError) as error:
        raise OperatorError(str(error)) from error


def _prepare(places: Places) -> None:
    try:
        places.prepare()
    except OSError as error:
        raise OperatorError(f"{error.filename}: {error.strerror}; --data DIR keeps everything below DIR") from error


def _close_doors() -> None:
    """Leave no core file behind, which would hold whatever the memory held."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
