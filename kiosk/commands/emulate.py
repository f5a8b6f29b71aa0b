# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk emulate`: one device that does not exist, on a wire that does, steered by lines."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from kiosk.demo.console import Console
from kiosk.demo.emulators import DEVICES, emulated
from kiosk.demo.steering import Emulated
from kiosk.failures import OperatorError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "emulate",
        help="run an emulated device by itself, steered by lines",
        description="Runs one emulated device, prints what terminal.toml has to say to use it, then obeys lines from "
        "standard input, each answered by 'ok' or by what is wrong with it; 'help' tells them. Ends with the input.",
    )
    command.add_argument("device", nargs="?", choices=DEVICES, metavar="DEVICE", help="its name in terminal.toml")
    command.add_argument("--model", metavar="MODEL", help="of a receipt printer: which one, as in terminal.toml")
    command.add_argument("--port", type=_port, metavar="N", help="its TCP port (default: any free one)")
    command.add_argument("--link", type=Path, metavar="PATH", help="a serial port that appears as PATH, instead of TCP")
    command.add_argument("--list", action="store_true", help="list the devices and what can be done to each")
    command.add_argument("--json", action="store_true", help="answer in JSON, one object a line, for a program")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    if options.list:
        return _list(as_json=options.json)
    if options.device is None:
        raise OperatorError(f"DEVICE is missing; there is: {', '.join(DEVICES)}")
    declared = _of_model(emulated(options.device), options.model)
    try:
        with _drawing() if declared.draws else nullcontext(), _made(declared, options) as emulator:
            Console(declared, emulator, as_json=options.json).serve()
    except OSError as error:
        raise OperatorError(f"{options.device} cannot be emulated there: {error.strerror or error}") from error
    return 0


def _of_model(declared: Emulated[Any], model: str | None) -> Emulated[Any]:
    if model is None:
        return declared
    if model not in declared.models:
        there = ", ".join(declared.models)
        raise OperatorError(f"no model {model!r} of {declared.name}; there is: {there or 'only one, without --model'}")
    return declared.models[model]


@contextmanager
def _drawing() -> Iterator[None]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # 30 MB that most emulators do without.
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    application = QGuiApplication(["kiosk-emulate"])
    try:
        yield
    finally:
        application.shutdown()


def _made(declared: Emulated[Any], options: argparse.Namespace) -> Any:
    if options.link is None:
        return declared.on_tcp(declared.port if options.port is None else options.port)
    if options.port is not None:
        raise OperatorError("--port and --link name two wires; a device has one")
    if declared.on_pty is None:
        raise OperatorError(f"{declared.name} has no serial wire; --port names its TCP port")
    link = options.link.absolute()
    if link.is_symlink() and not link.exists():
        link.unlink()  # what a killed emulator left behind
    return declared.on_pty(link)


def _list(*, as_json: bool) -> int:
    every = [emulated(name) for name in DEVICES]
    if as_json:
        print(json.dumps([_described(one) for one in every], ensure_ascii=False))
        return 0
    for one in every:
        print(f"{one.name}: {one.about} (driver {one.driver})")
        print("    " + ", ".join(verb.usage for verb in one.verbs))
    return 0


def _described(one: Emulated[Any]) -> dict[str, Any]:
    verbs = [{"usage": verb.usage, "about": verb.about} for verb in one.verbs]
    return {"device": one.name, "about": one.about, "driver": one.driver, "verbs": verbs}


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no TCP port; expected a number from 0 to 65535")
    return int(text)
