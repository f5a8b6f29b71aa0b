# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the terminal."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
import multiprocessing
import sys
from collections.abc import Sequence

from kiosk.failures import OperatorError

_COMMANDS = ("run", "demo", "visits", "doctor", "device", "queue", "codes", "gallery", "bench", "platform", "emulate")
"""In the order of `--help`. A terminal build has no demo, no visits, no platform and no emulate."""


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of every command that this build has, or of one of them, which is there sooner."""
    top = argparse.ArgumentParser(
        prog="kiosk",
        description="Open self-service terminal for public services (政务服务一体机).",
        epilog="'kiosk COMMAND --help' explains one command. Exit status 0 is success.",
    )
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in (only,) if only in _COMMANDS else _COMMANDS:
        if importlib.util.find_spec(f"kiosk.commands.{name}") is not None:
            importlib.import_module(f"kiosk.commands.{name}").add(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; a mistake of the operator's is said in words, without a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = parser(given[0] if given else None).parse_args(given)
    try:
        return int(options.func(options))
    except OperatorError as error:
        print(f"kiosk: {error}", file=sys.stderr)  # noqa: T201 - this is the command line
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    multiprocessing.freeze_support()  # in a frozen build, a process for a document starts this program again
    sys.exit(main())
