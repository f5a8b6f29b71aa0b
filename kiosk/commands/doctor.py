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
from dataclasses import asdict, replace
from datetime import UTC, datetime

from assets import asset
from kiosk.commands.doctor_copy import examine_copy
from kiosk.commands.doctor_devices import examine_device
from kiosk.commands.doctor_documents import examine_documents
from kiosk.commands.doctor_keys import examine_keys
from kiosk.commands.doctor_queue import examine_queue, know_the_time
from kiosk.commands.findings import Finding, Verdict
from kiosk.commands.options import add_places, places_of
from kiosk.local_time import local_minute
from kiosk.places import Places
from kiosk.possible import Means, why_not
from kiosk.province.client import ProvinceClient
from kiosk.province.credentials import Credentials, CredentialsError, load_credentials
from kiosk.province.key_ring import newest_ring
from kiosk.seen_devices import seen_by_the_terminal
from kiosk.services.loader import load_packs
from kiosk.terminal import Terminal, TerminalFileError, load_terminal
from offline_cache.clock import ClockQuality, SystemClock
from offline_cache.policy import Condition, Limits, Surroundings
from offline_cache.release import built_on
from offline_cache.transport import CaptivePortal, ClockRefused, TransportTrouble
from offline_cache.trusted_clock import TrustedClock

CLOCK_TOLERANCE = 120.0
"""Seconds by which the clock may differ from the platform's; the gateway's window is 180."""

_STATUS: dict[Verdict, int] = {"good": 0, "degraded": 1, "bad": 2}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "doctor",
        help="whether this terminal can serve, and what to do if not",
        description="Examines terminal.toml, credentials, release, disk, sealing keys, seals of documents, queue, its "
        "copy, each device, platform, clock, and which services are possible. "
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
        ring = newest_ring(credentials.key_ring, places.state, credentials.platform_root)
        credentials = replace(credentials, key_ring=ring)
        yield Finding("credentials", "good", "demo" if credentials.demo else "enrolled")
    except CredentialsError as error:
        yield Finding("credentials", "bad", str(error), "enrol this terminal again")
    clock = TrustedClock(SystemClock())
    yield _release(clock)
    yield _disk(places)
    if credentials is not None:
        clock.known_since(credentials.key_ring.issued)
    know_the_time(places.state, clock)
    platform = _NOT_ASKED if credentials is None else await asyncio.to_thread(_platform, terminal, credentials, clock)
    online = platform.verdict == "good"
    if credentials is not None:
        yield examine_keys(credentials.key_ring, clock)
    seals = examine_documents(terminal.platform.credentials, clock.now())
    yield seals.finding
    queue, condition, refusals = examine_queue(places.state, clock, _around(credentials, clock), online=online)
    yield queue
    yield examine_copy(places.state, terminal.copy)
    told = seen_by_the_terminal(places)
    devices = [await examine_device(terminal, name, told.get(name)) for name in terminal.devices]
    for finding, _ in devices:
        yield finding
    if credentials is not None:
        yield _with_contact(platform, condition)
        yield _clock(clock)
    usable = {finding.part for finding, _ in devices if finding.verdict == "good"}
    yield _services(
        Means(
            online=online,
            card_reader=bool(usable & {"id_reader", "social_card"}),
            can_print="receipt_printer" in usable,
            documents="document_printer" in usable,
            verifies=seals.verifies,
            certifies=seals.certifies,
            on_battery=any(on_battery for _, on_battery in devices),
            refusals=refusals,
        )
    )


_NOT_ASKED = Finding("platform", "degraded", "not asked")


def _around(credentials: Credentials | None, clock: TrustedClock) -> Surroundings:
    key = credentials and credentials.sealing_key(clock.now())
    return Surroundings(
        now=clock.now(),
        platform_key_not_after=key.not_after if key else clock.now(),
        clock_quality=clock.quality,
        contact=clock.last_contact() or (credentials.key_ring.issued if credentials else None),
        built=built_on(),
    )


def _release(clock: TrustedClock) -> Finding:
    built = built_on()
    if built is None:
        return Finding("release", "good", "run from its source")
    found = f"built on {built:%Y-%m-%d}"
    if (clock.now() - built).total_seconds() > Limits().update / 2:
        return Finding("release", "degraded", f"{found}, more than a year ago", "update this terminal")
    return Finding("release", "good", found)


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


def _platform(terminal: Terminal, credentials: Credentials, clock: TrustedClock) -> Finding:
    """Ask the platform; the clock learns what it tells, or that it refuses the terminal's time."""
    client = ProvinceClient(terminal.platform.url, credentials, clock=clock, choose=secrets.choice, on_time=clock.told)
    try:
        client.platform_time()
    except TransportTrouble as trouble:
        if isinstance(trouble, ClockRefused):
            clock.quality = ClockQuality.REFUSED
        advice = "check the network; cases are kept here until it is back"
        if isinstance(trouble, CaptivePortal):
            advice = (
                "somebody else answers: log the network in, or correct url; the platform must be the one enrolled at"
            )
        return Finding("platform", "degraded", f"{trouble.code} at {terminal.platform.url}", advice)
    finally:
        client.close()
    return Finding("platform", "good", f"answers at {terminal.platform.url}")


def _with_contact(platform: Finding, condition: Condition | None) -> Finding:
    """Say when the platform answered last, where it does not answer now."""
    if platform.verdict == "good" or condition is None or condition.contact is None:
        return platform
    return replace(platform, found=f"{platform.found}; it answered last at {local_minute(condition.contact)}")


def _clock(clock: TrustedClock) -> Finding:
    there, own = clock.last_told(), datetime.now(UTC)
    if there is not None:
        ahead = (own - there).total_seconds()
        if abs(ahead) > CLOCK_TOLERANCE:
            return Finding("clock", "degraded", f"{ahead:+.0f} s off the platform's", "set the clock; is NTP on?")
        return Finding("clock", "good", f"{ahead:+.1f} s off the platform's")
    advice = "set the clock; change the battery of the main board"
    if clock.quality is ClockQuality.REFUSED:
        return Finding("clock", "degraded", f"the platform refuses {local_minute(own)}", advice)
    if clock.quality is ClockQuality.AT_LEAST:
        found = f"{local_minute(own)}, and it is {local_minute(clock.now())} at least"
        return Finding("clock", "degraded", found, advice)
    return Finding("clock", "good", f"{local_minute(own)}, which nobody confirms while the platform does not answer")


def _services(means: Means) -> Finding:
    """Say which services are possible now, as the menu does."""
    packs = load_packs(asset("services"))
    barred = {pack.id: failure for pack in packs if (failure := why_not(pack, means))}
    possible = [pack.id for pack in packs if pack.id not in barred]
    found = f"possible: {', '.join(possible) or 'none'}"
    if not barred:
        return Finding("services", "good", found)
    found += "; not now: " + ", ".join(f"{name} ({failure.code})" for name, failure in barred.items())
    return Finding("services", "degraded" if possible else "bad", found, "docs/failures.md has each code")
