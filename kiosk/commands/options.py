# SPDX-License-Identifier: GPL-3.0-or-later
"""The two options that every command has, and what they mean."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.failures import OperatorError
from kiosk.places import Places
from kiosk.terminal import Terminal, TerminalFileError, load_terminal


def add_places(command: argparse.ArgumentParser) -> None:
    """Give a command `--terminal` and `--data`."""
    command.add_argument(
        "--terminal",
        type=Path,
        metavar="FILE",
        help="terminal.toml of this machine (default: terminal.toml in the configuration folder, /etc/kiosk)",
    )
    command.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="keep configuration, queue, sockets and other firms' drivers below DIR (etc, lib, run, drivers) instead "
        "of /etc, /var/lib, /run and /opt",
    )


def places_of(options: argparse.Namespace) -> tuple[Places, Path]:
    """Return the folders and the path of terminal.toml that the options name."""
    places = Places.of(options.data)
    return places, (options.terminal or places.config / "terminal.toml").absolute()


def terminal_of(options: argparse.Namespace) -> tuple[Places, Terminal]:
    """Return the folders and what terminal.toml says. Raises OperatorError when it cannot be used."""
    places, path = places_of(options)
    try:
        return places, load_terminal(path, places.drivers)
    except TerminalFileError as error:
        raise OperatorError(str(error)) from error
