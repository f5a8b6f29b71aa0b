# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk bench`: the benchmarks, with the peers measured in the same run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from kiosk.bench import drivers, outbox, printers
from kiosk.bench.figures import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "drivers": drivers.run,
    "outbox": outbox.run,
    "printers": printers.run,
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "bench",
        help="the benchmarks, with the peers measured in the same run",
        description="Runs benchmarks. Figures of one machine do not carry over to another; their ratios do, roughly. "
        "Exit status 0: every figure keeps to its limit, 1: one does not.",
    )
    command.add_argument(
        "names", metavar="NAME", nargs="*", choices=[*BENCHES, []], help=f"which: {', '.join(BENCHES)}; all without"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object, for a program")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    results = {name: BENCHES[name]() for name in options.names or BENCHES}
    held = all(figure.holds for figures in results.values() for figure in figures)
    if options.json:
        content = {
            name: [asdict(figure) | {"holds": figure.holds} for figure in found] for name, found in results.items()
        }
        print(json.dumps({"ok": held, "benches": content}, ensure_ascii=False))
    else:
        for name, figures in results.items():
            print(name)
            for figure in figures:
                print(f"  {_line(figure)}")
    return 0 if held else 1


def _line(figure: Figure) -> str:
    limit = "" if figure.limit is None else f"   (limit {figure.limit:g}: {'holds' if figure.holds else 'BROKEN'})"
    about = f"   {figure.about}" if figure.about else ""
    return f"{figure.name:58} {figure.value:10.4g} {figure.unit}{limit}{about}"
