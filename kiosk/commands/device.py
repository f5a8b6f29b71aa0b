# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk device`: one device by its name in terminal.toml, for whoever sets up or mends a terminal."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from drivers.capture.tap import recorder
from drivers.contract import ConfigurationError, Device, DeviceError
from kiosk.commands.capture import capture
from kiosk.commands.options import add_places, terminal_of
from kiosk.commands.picture_file import PictureFile, picture_file
from kiosk.commands.printing import print_sample, printer_status, seen_printer_status
from kiosk.devices import open_device
from kiosk.failures import OperatorError
from kiosk.readouts import readout, takes_pictures
from kiosk.seen_devices import seen_by_the_terminal
from kiosk.terminal import DOCUMENT_PRINTER, RECEIPT_PRINTER, Terminal

READ_WITHIN = 30.0
"""Seconds that a technician has to lay a card on the reader, show a code, sign."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "device",
        help="one device: its state, one document from it, a sample onto it",
        description="Talks to one device by its name in terminal.toml. End the running terminal first: a serial port "
        "serves one program at a time. Exit status 0 is success, 1 a device in trouble.",
    )
    command.add_argument("name", metavar="NAME", help="the device's name in terminal.toml, such as id_reader")
    command.add_argument("action", choices=("status", "read", "print"), help="what to do with it")
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="with print, on a document printer: a PDF instead of a sample",
    )
    add_places(command)
    command.add_argument("--json", action="store_true", help="print JSON, for a program")
    command.add_argument(
        "--capture",
        type=Path,
        metavar="FILE",
        help="write what is on the wire into a new FILE, in the clear: for invented cards, or your own",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the picture that a camera took into a new FILE, .png or .jpg: it shows whoever stands there",
    )
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    places, terminal = terminal_of(options)
    settings = terminal.devices.get(options.name)
    if settings is None:
        names = ", ".join(terminal.devices) or "none"
        raise OperatorError(f"terminal.toml has no device {options.name!r}; it has: {names}")
    if options.capture is not None and settings.interface == DOCUMENT_PRINTER:
        raise OperatorError(f"{options.name} prints over the network; --capture records lines")
    if options.file is not None and options.action != "print":
        raise OperatorError(f"{options.action} takes no file; print does")
    if options.out is not None and (options.action != "read" or not takes_pictures(settings.interface)):
        raise OperatorError("--out keeps the picture that `read` took, of a camera or a document camera")
    told = seen_by_the_terminal(places).get(options.name) if settings.interface == RECEIPT_PRINTER else None
    if told is not None:
        if options.action != "status" or options.capture is not None:
            raise OperatorError(f"the terminal runs and holds {options.name}; end it first")
        return _say(seen_printer_status(told), options)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(["kiosk-device"])
    try:
        with (
            capture(options.capture, settings) if options.capture else contextlib.nullcontext(),
            picture_file(options.out) if options.out else contextlib.nullcontext() as out,
        ):
            content = asyncio.run(_act(terminal, options, out))
    finally:
        application.shutdown()
    return _say(content, options)


def _say(content: dict[str, Any], options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(content, ensure_ascii=False))
    else:
        for name, value in content.items():
            print(f"{name}: {'' if value is None else value}".rstrip())
    return 0 if content["ok"] else 1


async def _act(terminal: Terminal, options: argparse.Namespace, out: PictureFile | None) -> dict[str, Any]:
    name, action = options.name, options.action
    try:
        device = open_device(terminal, name)
    except ConfigurationError as error:
        raise OperatorError(f"terminal.toml, {name}: {error}") from error
    await device.start()
    try:
        if action == "status":
            return _status(device) if isinstance(device, Device) else printer_status(device)
        if action == "read":
            if not isinstance(device, Device):
                raise OperatorError(f"{name} prints; `kiosk device {name} print` puts a sample on paper")
            return await _read(device, out)
        if isinstance(device, Device):
            raise OperatorError(f"{name} prints nothing; `kiosk device {name} read` reads from it once")
        return await print_sample(device, terminal, options.file)
    finally:
        await device.close()


def _status(device: Device) -> dict[str, Any]:
    status, able = device.status, device.capabilities
    return {
        "state": status.state.value,
        "action": status.action.value if status.action else None,
        "ok": status.usable,
        "interface": able.interface,
        "version": "{}.{}".format(*able.version),
        "serial": able.serial,
    }


async def _read(device: Device, out: PictureFile | None) -> dict[str, Any]:
    one = readout(device)
    if one.prompt:
        print(f"{one.prompt}, within {READ_WITHIN:g} s", file=sys.stderr)
    if (listening := recorder()) is not None:
        listening.command()
    try:
        if out is None or one.take is None:
            return {"ok": True} | await one.read(device, READ_WITHIN)
        told, picture = await one.take(device, READ_WITHIN)
    except DeviceError as error:
        return {"ok": False, "error": type(error).__name__, "action": error.action.value if error.action else None}
    out.write(picture)
    return {"ok": True} | told
