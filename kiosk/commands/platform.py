# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk platform`: the reference platform, its terminals, and what it holds; not part of a terminal build.

The web framework is loaded only when one of these runs, so that every other command starts without it.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.failures import OperatorError
from kiosk.local_time import local_minute

if TYPE_CHECKING:
    from kiosk.province.reference.heartbeats import TerminalRecord
    from kiosk.province.reference.running import RunningPlatform
    from offline_cache.sealing import Suite

SUITES = ("hpke", "sm")
DEFAULT_PORT = 8640
DEFAULT_DATA = Path("kiosk-platform")
_CLOCK_OFF = 60
"""Seconds from which on the clock of a main board is worth a word."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its actions."""
    command = subparsers.add_parser(
        "platform",
        help="the reference platform: serve, enrol a terminal, show a record",
        description="The reference platform, for demo, tests and integrators: docs/platform.md describes its contract.",
    )
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)

    serve = actions.add_parser(
        "serve", help="run the platform until it is told to stop", description="Runs the platform until SIGTERM."
    )
    _add_places(serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help=f"port to listen on, 0 for a free one (default: {DEFAULT_PORT})",
    )
    serve.add_argument(
        "--suite",
        choices=SUITES,
        default="hpke",
        help="kind of the keys that a new platform gets: hpke, or sm for the Chinese algorithms (default: hpke)",
    )
    serve.set_defaults(func=_serve)

    enrol = actions.add_parser(
        "enrol",
        help="enrol a terminal and write its credentials folder",
        description="Enrols a terminal and writes the folder that its terminal.toml names as credentials.",
    )
    _add_places(enrol)
    enrol.add_argument("terminal", metavar="TERMINAL", help="the terminal's id, such as 4452-0137")
    enrol.add_argument("--division", required=True, help="its administrative division, 12 digits")
    enrol.add_argument(
        "--out", required=True, type=Path, metavar="FOLDER", help="the credentials folder; replaced if it is there"
    )
    enrol.set_defaults(func=_enrol)

    rotate = actions.add_parser(
        "rotate-key",
        help="exchange the key that terminals seal to",
        description="Puts a fresh sealing key into the platform's ring, also beside a running serve. Terminals fetch "
        "the ring by themselves; what they have sealed to earlier keys is still taken in.",
    )
    _add_places(rotate)
    rotate.add_argument("--suite", choices=SUITES, help="kind of the new key (default: that of the newest)")
    rotate.add_argument(
        "--grace",
        type=_days,
        default=90,
        metavar="DAYS",
        help="days for which terminals may go on with the earlier keys (default: 90)",
    )
    rotate.set_defaults(func=_rotate_key)

    record = actions.add_parser(
        "record",
        help="print what the platform holds about one transaction",
        description="Prints the platform's record of one transaction as JSON, without its content.",
    )
    _add_places(record)
    record.add_argument("name", metavar="NUMBER", help="流水号, 申办流水号 or idempotency key")
    record.set_defaults(func=_record)

    terminals = actions.add_parser(
        "terminals",
        help="list the terminals and what they said last",
        description="Lists the enrolled terminals, those first that nobody has heard of for longest, and what each "
        "said in its last heartbeat.",
    )
    _add_places(terminals)
    terminals.set_defaults(func=_terminals)

    revoke = actions.add_parser(
        "revoke",
        help="withdraw a sealed document",
        description="Withdraws a sealed document: who verifies it is told so from now on. It cannot be undone.",
    )
    _add_places(revoke)
    revoke.add_argument("code", metavar="CODE", help="the verification code on the document")
    revoke.set_defaults(func=_revoke)

    importing = actions.add_parser(
        "import",
        help="take in a bundle that a terminal has exported",
        description="Takes in a bundle that `kiosk queue export` has written, as if the network had brought it. What "
        "is there already is not stored again. Exit status 1: not all of it was accepted.",
    )
    _add_places(importing)
    importing.add_argument("file", type=Path, metavar="FILE", help="the bundle")
    importing.set_defaults(func=_import)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected a number from 0 to 65535")
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 3650):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; expected one from 0 to 3650")
    return int(text)


def _add_places(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--data",
        type=Path,
        default=DEFAULT_DATA,
        metavar="DIR",
        help=f"the platform's keys and database; made if it is not there (default: {DEFAULT_DATA})",
    )
    action.add_argument(
        "--database", metavar="URL", help="another database, such as postgresql+psycopg://user@host/kiosk"
    )
    action.add_argument("--json", action="store_true", help="print JSON, for a program")


def _platform(
    options: argparse.Namespace, host: str = "127.0.0.1", port: int = 0, suite: str = "hpke"
) -> RunningPlatform:
    """Return the platform that the options name, not yet started. Raises OperatorError."""
    try:
        from sqlalchemy.exc import SQLAlchemyError

        from kiosk.province.reference.keys import PlatformFolderError
        from kiosk.province.reference.running import RunningPlatform
    except ModuleNotFoundError as missing:
        raise OperatorError(f"this build has no reference platform ({missing.name}): install kiosk[platform]") from None
    try:
        return RunningPlatform(options.data, database_url=options.database, host=host, port=port, suite=_suite(suite))
    except PlatformFolderError as error:
        raise OperatorError(str(error)) from None
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise OperatorError(f"the database cannot be opened: {type(error).__name__}") from None
    except OSError as error:
        raise OperatorError(f"{options.data}: {error.strerror}") from None


def _suite(name: str) -> Suite:
    from offline_cache.sealing import Suite

    return {"hpke": Suite.HPKE, "sm": Suite.SM}[name]


def _serve(options: argparse.Namespace) -> int:
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # before any thread starts, so that only `sigwait` takes them
    platform = _platform(options, options.host, options.port, options.suite)
    try:
        platform.start()
    except OSError as error:
        platform.close()
        raise OperatorError(f"port {options.port} on {options.host}: {error.strerror}") from None
    database = platform.database.url.render_as_string(hide_password=True)
    if options.json:
        print(json.dumps({"url": platform.url, "database": database, "pid": os.getpid()}), flush=True)
    else:
        print(f"platform ready at {platform.url}, database {database}, pid {os.getpid()}", flush=True)
    signal.sigwait(stops)
    platform.close()
    return 0


def _enrol(options: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from kiosk.province.reference.provision import enrol_terminal
    from kiosk.province.reference.running import system_time

    platform = _platform(options)
    try:
        enrol_terminal(
            options.data,
            platform.database,
            terminal=options.terminal,
            division=options.division,
            credentials=options.out,
            now=system_time(),
        )
    except ValidationError:
        raise OperatorError("a terminal's id is like 4452-0137, and a division has 12 digits") from None
    finally:
        platform.close()
    credentials = str(options.out.absolute())
    print(json.dumps({"credentials": credentials}) if options.json else f"credentials written to {credentials}")
    return 0


def _rotate_key(options: argparse.Namespace) -> int:
    from kiosk.province.reference.keys import PlatformFolderError
    from kiosk.province.reference.provision import rotate_key
    from kiosk.province.reference.running import system_time

    _platform(options).close()
    suite = _suite(options.suite) if options.suite else None
    try:
        ring = rotate_key(options.data, now=system_time(), suite=suite, grace=timedelta(days=options.grace))
    except PlatformFolderError as error:
        raise OperatorError(str(error)) from None
    newest = ring.usable[-1]
    if options.json:
        print(json.dumps({"version": ring.version, "key": newest.id, "suite": newest.suite, "keys": len(ring.keys)}))
    else:
        print(f"key ring {ring.version}: terminals now seal to {newest.id} ({newest.suite})")
    return 0


def _record(options: argparse.Namespace) -> int:
    from kiosk.province.reference.record import record_of

    platform = _platform(options)
    try:
        record = record_of(platform.database, options.name.replace(" ", ""))
    finally:
        platform.close()
    if record is None:
        print("the platform holds nothing under this number or key", file=sys.stderr)
        return 1
    print(record.model_dump_json(indent=None if options.json else 2))
    return 0


def _terminals(options: argparse.Namespace) -> int:
    from kiosk.province.reference.heartbeats import terminal_records

    platform = _platform(options)
    try:
        records = terminal_records(platform.database)
    finally:
        platform.close()
    if options.json:
        print(json.dumps({"terminals": [record.model_dump(mode="json") for record in records]}))
    else:
        for record in records:
            print(f"{record.terminal}  {_last_words(record)}")
    return 0


def _last_words(record: TerminalRecord) -> str:
    """Return what a terminal said last, in one line."""
    told = record.told
    if record.heard_at is None or told is None:
        return "never heard of"
    words = [f"{told.waiting} waiting"]
    if told.oldest_seconds is not None:
        words.append(f"the oldest for {told.oldest_seconds / 3600:.1f} h")
    if told.set_aside:
        words.append(f"{told.set_aside} set aside")
    words.append(f"{told.free_bytes / 1e9:.1f} GB free")
    if told.clock_ahead is not None and abs(told.clock_ahead) >= _CLOCK_OFF:
        words.append(f"its clock is off by {told.clock_ahead} s")
    if told.refused:
        words.append(f"takes nothing new: {' '.join(told.refused)}")
    if told.unusable:
        words.append(f"cannot use: {' '.join(told.unusable)}")
    return f"{local_minute(record.heard_at)}  {', '.join(words)}"


def _revoke(options: argparse.Namespace) -> int:
    from kiosk.province.reference.documents import revoke
    from kiosk.province.reference.running import system_time
    from kiosk.province.verification_code import read_code

    code = read_code(options.code)
    if code is None:
        raise OperatorError("a verification code has 20 digits and begins with 9")
    platform = _platform(options)
    try:
        found = revoke(platform.database, code, at=system_time())
    finally:
        platform.close()
    if not found:
        print("no document has this verification code", file=sys.stderr)
        return 1
    print(json.dumps({"revoked": code}) if options.json else f"revoked: {code}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from sqlalchemy.exc import OperationalError

    from kiosk.province.reference.carried import import_bundle
    from kiosk.province.reference.running import system_time
    from offline_cache.bundle import BundleError

    platform = _platform(options)
    try:
        with options.file.open("rb") as file:
            results = list(
                import_bundle(platform.database, file, sealing_keys=platform.keys.sealing.keys(), now=system_time())
            )
    except BundleError as error:
        raise OperatorError(f"{options.file}: {error}") from None
    except OperationalError as error:
        raise OperatorError(f"the database is not free: {type(error.orig).__name__}; import again") from None
    except OSError as error:
        raise OperatorError(f"{options.file}: {error.strerror}") from None
    finally:
        platform.close()
    if options.json:
        print(json.dumps({"transactions": [result.model_dump(mode="json") for result in results]}))
    else:
        for result in results:
            told = result.platform_number or (result.reason.value if result.reason else "")
            print(f"{result.key}  {result.result}  {told}".rstrip())
        accepted = sum(result.result == "accepted" for result in results)
        print(f"{accepted} of {len(results)} transactions are accepted")
    return 0 if all(result.result == "accepted" for result in results) else 1
