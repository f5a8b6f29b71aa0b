# SPDX-License-Identifier: GPL-3.0-or-later
"""Every document as pictures of its pages, to look at."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from kiosk.demo.document_specimens import WHEN, certificates, signed_papers
from kiosk.province.reference.authority import open_authority
from printers.document.pages import page_pictures

DPI = 80
"""Large enough to read, small enough to keep."""


def draw(out: Path) -> list[Path]:
    """Write each page of each document into a folder as PNG, and return the files. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        documents = [*certificates(open_authority(Path(folder), now=WHEN)), *signed_papers()]
    files = []
    for name, pdf in documents:
        for number, picture in enumerate(page_pictures(pdf, DPI), 1):
            file = out / f"{name}-{number}.png"
            file.write_bytes(cv2.imencode(".png", picture[:, :, ::-1], (cv2.IMWRITE_PNG_COMPRESSION, 9))[1].tobytes())
            files.append(file)
    return files
