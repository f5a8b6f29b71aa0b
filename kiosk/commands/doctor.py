# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk doctor`: whether this terminal can serve, part by part, with what to do about what cannot."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Literal

from drivers.contract import ConfigurationError
from kiosk.commands.options import add_places, places_of
from kiosk.devices import open_device
from kiosk.places import Places
from kiosk.province.client import ProvinceClient
from kiosk.province.credentials import Credentials, CredentialsError, load_credentials
from kiosk.store import STORE
from kiosk.terminal import Terminal, TerminalFileError, load_terminal
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.errors import StoreCorrupt, StoreTrouble
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.policy import Limits, measure, refusals
from offline_cache.salvage import reports
from offline_cache.transport import CaptivePortal, TransportTrouble
from printers.contract import PrinterStatus

CLOCK_TOLERANCE = 120.0
"""Seconds by which the clock may differ from the platform's; the gateway's window is 180."""

Verdict = Literal["good", "degraded", "bad"]
_STATUS: dict[Verdict, int] = {"good": 0, "degraded": 1, "bad": 2}


@dataclass(frozen=True)
class Finding:
    """One part: how it is, and what to do."""

    part: str
    verdict: Verdict
    found: str
    do: str = ""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "doctor",
        help="whether this terminal can serve, and what to do if not",
        description="Examines terminal.toml, credentials, disk, queue, each device, platform and clock. "
        "Exit status: 0 all good, 1 degraded (some services are not possible), 2 the terminal cannot serve.",
    )
    add_places(command)
    command.add_argument("--json", action="store_true", help="print JSON, for a program")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    findings = asyncio.run(_all(options))
    status = max(_STATUS[finding.verdict] for finding in findings)
    if options.json:
        print(json.dumps({"status": status, "findings": [asdict(one) for one in findings]}, ensure_ascii=False))
        return status
    signs = {"good": "ok", "degraded": "!!", "bad": "XX"}
    width = max(len(finding.part) for finding in findings)
    for finding in findings:
        advice = f" - {finding.do}" if finding.do else ""
        print(f"{signs[finding.verdict]} {finding.part:{width}}  {finding.found}{advice}")
    return status


async def _all(options: argparse.Namespace) -> list[Finding]:
    return [finding async for finding in _examine(options)]


async def _examine(options: argparse.Namespace) -> AsyncIterator[Finding]:
    places, file = places_of(options)
    try:
        terminal = load_terminal(file, places.drivers)
    except TerminalFileError as error:
        yield Finding("terminal.toml", "bad", str(error), "correct that line; docs/terminal.md describes every key")
        return
    yield Finding("terminal.toml", "good", f"terminal {terminal.id}")
    credentials = None
    try:
        credentials = load_credentials(terminal.platform.credentials, terminal.id)
        yield Finding("credentials", "good", "demo" if credentials.demo else "enrolled")
    except CredentialsError as error:
        yield Finding("credentials", "bad", str(error), "enrol this terminal again")
    yield _disk(places)
    yield _queue(places, credentials)
    for name in terminal.devices:
        yield await _device(terminal, name)
    if credentials is not None:
        for finding in await asyncio.to_thread(_platform, terminal, credentials):
            yield finding


def _disk(places: Places) -> Finding:
    folder = next(path for path in (places.state, *places.state.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    megabytes = f"{free // (1 << 20)} MB free"
    if not os.access(folder, os.W_OK):
        advice = "mount it writable, or give the terminal's user the right; then examine again as that user"
        return Finding("disk", "bad", f"{folder} cannot be written", advice)
    if free < Limits().free_bytes:
        return Finding("disk", "degraded", megabytes, f"make room below {folder}; no new cases are taken until then")
    return Finding("disk", "good", megabytes)


def _queue(places: Places, credentials: Credentials | None) -> Finding:
    path = places.state / STORE
    if not path.exists():
        return Finding("queue", "good", "none yet; the terminal makes it when it first runs")
    clock = SystemClock()
    key = credentials and credentials.sealing_key(clock.now())
    try:
        database = Database(path)
        try:
            queue = Queue(database, clock)
            counts = queue.counts()
            condition = measure(queue, places.state, key.not_after if key else clock.now(), clock.now())
        finally:
            database.close()
    except StoreTrouble as error:
        damaged = isinstance(error, StoreCorrupt)
        advice = "start the terminal: it sets the file aside and saves what can be read; then see to the disk"
        if not damaged:
            advice = f"leave {path} as it is; see to the disk"
        return Finding("queue", "bad", f"{type(error).__name__}: {error}", advice)
    against = refusals(condition, Limits())
    set_aside = counts[State.REJECTED] + counts[State.PARKED]
    found = f"{condition.waiting} waiting"
    damaged_ones = reports(path)
    if damaged_ones:
        newest = damaged_ones[-1]
        found += f"; a damaged queue was set aside as {newest.set_aside}: {newest.summary()}"
        return Finding("queue", "degraded", found, "see to the disk; docs/outbox.md, A damaged database")
    if against:
        return Finding("queue", "degraded", f"{found}; refuses new cases: {', '.join(against)}", "see kiosk queue list")
    if set_aside:
        found += f", {set_aside} of them set aside (rejected or parked)"
        return Finding("queue", "degraded", found, "see kiosk queue list; docs/outbox.md has each reason")
    return Finding("queue", "good", found)


async def _device(terminal: Terminal, name: str) -> Finding:
    entry = terminal.devices[name]
    if entry.fault is not None:
        return Finding(
            name, "degraded", entry.fault, "ask the firm whose driver it is; docs/drivers.md says what it owes"
        )
    try:
        device = open_device(terminal, name)
    except ConfigurationError as error:
        return Finding(name, "degraded", str(error), _ADVICE["configuration"])
    await device.start()
    try:
        status = device.status
        trouble = ""
        if isinstance(status, PrinterStatus):
            usable = status.can_print
            trouble = f", {status.trouble.value}" if status.trouble else ""
        else:
            usable = status.usable
        if usable:
            return Finding(name, "good", status.state.value)
        return Finding(
            name,
            "degraded",
            f"{status.state.value}{trouble} at {entry.settings.get('port', entry.driver)}",
            _ADVICE.get(status.action.value if status.action else "", "look at the device and its cable"),
        )
    finally:
        await device.close()


_ADVICE = {
    "reset": "switch the device off and on",
    "clear": "look at the paper, the cover and the cutter",
    "maintenance": "check the cable and the power; if the port has another name, correct terminal.toml",
    "configuration": "the port is wrong, forbidden or used by another program; is the terminal running?",
    "suspend": "wait a moment and try again",
}


def _platform(terminal: Terminal, credentials: Credentials) -> list[Finding]:
    clock = SystemClock()
    client = ProvinceClient(terminal.platform.url, credentials, clock=clock, choose=secrets.choice)
    try:
        there = client.platform_time()
    except TransportTrouble as trouble:
        advice = "check the network; cases are kept here until it is back"
        if isinstance(trouble, CaptivePortal):
            advice = (
                "somebody else answers: log the network in, or correct url; the platform must be the one enrolled at"
            )
        return [Finding("platform", "degraded", f"{trouble.code} at {terminal.platform.url}", advice)]
    finally:
        client.close()
    ahead = (clock.now() - there).total_seconds()
    answer = Finding("platform", "good", f"answers at {terminal.platform.url}")
    if abs(ahead) > CLOCK_TOLERANCE:
        return [answer, Finding("clock", "degraded", f"{ahead:+.0f} s off the platform's", "set the clock; is NTP on?")]
    return [answer, Finding("clock", "good", f"{ahead:+.1f} s off the platform's")]
