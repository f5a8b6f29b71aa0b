# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk gallery`: every page in every variant, as pictures to look at."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "gallery",
        help="draw every page in every variant",
        description="Draws every page with invented content: portrait and landscape, in all languages of the ui.",
    )
    command.add_argument("--out", type=Path, metavar="DIR", default=Path("out/gallery"), help="where the pictures go")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    # Qt Quick is loaded only when pages are drawn.
    from ui.gallery import draw  # noqa: PLC0415

    pictures = draw(options.out)
    print(f"{len(pictures)} pictures in {options.out}")
    return 0
