# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk gallery`: every page, or every paper, in every variant, as pictures to look at."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    command = subparsers.add_parser(
        "gallery",
        help="draw every page, or print every paper, in every variant",
        description="Draws every page with invented content: portrait and landscape, in all languages of the ui. With "
        "--papers it prints every paper instead, on an emulated printer.",
    )
    command.add_argument("--papers", action="store_true", help="papers instead of pages")
    command.add_argument("--out", type=Path, metavar="DIR", default=Path("out/gallery"), help="where the pictures go")
    command.set_defaults(func=_run)


def _run(options: argparse.Namespace) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    pictures = _papers(options.out) if options.papers else _pages(options.out)
    print(f"{len(pictures)} pictures in {options.out}")
    return 0


# Qt, and what pretends, are loaded only when something is drawn.


def _pages(out: Path) -> list[Path]:
    from ui.gallery import draw  # noqa: PLC0415

    return draw(out)


def _papers(out: Path) -> list[Path]:
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    from kiosk.demo import document_gallery, paper_gallery  # noqa: PLC0415

    application = QGuiApplication([])
    try:
        return [*paper_gallery.draw(out), *document_gallery.draw(out / "documents")]
    finally:
        application.shutdown()
