# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk visits`: the visits that `kiosk demo --visit` can play."""

from __future__ import annotations

import argparse
import json

from kiosk.demo.visits import VISITS


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "visits",
        help="list the visits that demo can play",
        description="Lists the visits that `kiosk demo --visit NAME` can play.",
    )
    command.add_argument("--json", action="store_true", help="print one JSON list, for a program")
    command.set_defaults(func=_list)


def _list(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([{"name": visit.name, "about": visit.about} for visit in VISITS], ensure_ascii=False))
        return 0
    width = max(len(visit.name) for visit in VISITS)
    for visit in VISITS:
        print(f"{visit.name:{width}}  {visit.about}")
    return 0
