# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk demo`: the app with everything around it emulated, to play with or played by itself."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kiosk.demo.play import play
from kiosk.demo.visits import VISITS
from kiosk.failures import OperatorError

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (1366, 768)}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "demo",
        help="run the app with an emulated card reader, printer and platform",
        description="Runs the app with a reference platform and emulated peripherals; everybody in it is invented. "
        "On a screen it opens the terminal with a bench beside it. With --visit it plays a visit by touching the drawn "
        "controls, without a screen if there is none, and leaves screens/*.png, receipt.png and visit.json in DIR.",
    )
    command.add_argument("--visit", metavar="NAME", help="play this visit and end; `kiosk visits` lists them")
    command.add_argument(
        "--outage", action="store_true", help="play the visit while the platform is down, then let it come back"
    )
    command.add_argument("--out", type=Path, metavar="DIR", default=Path("out/demo"), help="where everything is kept")
    command.add_argument("--form", choices=SIZES, default="portrait", help="the screen's form (default: portrait)")
    command.add_argument("--json", action="store_true", help="print what visit.json holds, for a program")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    if options.visit is None:
        return _by_hand(options)
    visit = next((visit for visit in VISITS if visit.name == options.visit), None)
    if visit is None:
        raise OperatorError(f"there is no visit {options.visit!r}; there is: {', '.join(v.name for v in VISITS)}")
    return play(visit, options.out, size=SIZES[options.form], outage=options.outage, as_json=options.json)


def _by_hand(options: argparse.Namespace) -> int:
    if options.outage:
        raise OperatorError("--outage goes with --visit; on the bench the link has a switch of its own")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise OperatorError("there is no screen here; --visit NAME plays a visit without one")
    # The bench draws in this process; a played visit does not.
    from kiosk.demo.bench import open_bench  # noqa: PLC0415

    return open_bench(options.out, SIZES[options.form])
