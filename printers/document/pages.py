# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a PDF as pictures, drawn by PDFium in a process of its own."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from printers.document.worker import apart

Picture: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3 in the order red, green, blue, or height × width in grey; white paper is 255."""
POINTS = 72
"""To the inch, in which a PDF measures."""
MOST_PAGES = 50


def page_pictures(pdf: bytes, dpi: int, *, colour: bool = True, pages: int = MOST_PAGES) -> list[Picture]:
    """Return the first `pages` pages of a document, as large as their paper at `dpi` dots to the inch.

    Annotations and signature fields are drawn with what they show. Blocks. Raises `printers.document.worker.WorkError`
    when it is no PDF, is encrypted, or cannot be drawn.
    """
    return apart(_draw, pdf, dpi, colour, pages)


def _draw(pdf: bytes, dpi: int, colour: bool, pages: int) -> list[Picture]:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - it is loaded where it may crash

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return [
        np.array(
            document[number].render(scale=dpi / POINTS, grayscale=not colour, rev_byteorder=colour).to_numpy()
        ).squeeze()
        for number in range(min(len(document), pages))
    ]
