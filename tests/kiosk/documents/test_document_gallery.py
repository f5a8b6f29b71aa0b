# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of documents beside the docs."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.demo.document_gallery import draw

SAMPLES = Path(__file__).parents[3] / "docs/samples/documents"


def test_the_pictures_in_the_documents_are_those_of_today(tmp_path: Path) -> None:
    """Whoever reviews how documents look must not look at old ones: make them with `kiosk gallery --papers`."""
    drawn = {file.name: dots(file) for file in draw(tmp_path)}
    assert {file.name for file in SAMPLES.iterdir()} == set(drawn)
    assert [name for name, page in drawn.items() if not np.array_equal(page, dots(SAMPLES / name))] == []


def dots(file: Path) -> npt.NDArray[np.uint8]:
    picture = cv2.imread(str(file))
    assert picture is not None
    return picture.astype(np.uint8)
