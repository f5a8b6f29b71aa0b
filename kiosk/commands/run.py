# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk run`: the fullscreen app, as engine and ui."""

from __future__ import annotations

import argparse
import re

from kiosk.app import run_engine, run_ui, supervise
from kiosk.commands.options import add_places, places_of


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "run",
        help="run the terminal: the fullscreen app",
        description="Runs the terminal as two processes, engine and ui, and starts either again when it ends. "
        "Ends on SIGTERM. Exit status 2 means that terminal.toml or the credentials are wrong; the text says where.",
    )
    add_places(command)
    command.add_argument(
        "--only", choices=("engine", "ui"), help="run one of the two processes by itself, as when looking for a fault"
    )
    command.add_argument(
        "--window",
        metavar="WxH",
        type=_size,
        help="draw in a window of this size instead of the whole screen, such as 1080x1920",
    )
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    places, terminal = places_of(options)
    if options.only == "engine":
        return run_engine(places, terminal)
    if options.only == "ui":
        return run_ui(places, options.window)
    return supervise(places, terminal, options.window)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d{1,4})x([1-9]\d{1,4})", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; expected width x height in pixels, such as 1080x1920")
    return int(match[1]), int(match[2])
