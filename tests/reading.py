# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads drawn paper as somebody without our code does: Tesseract, a program of its own, looks at the dots."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.words import Language

Dots = npt.NDArray[np.bool_]

MODELS: Mapping[Language, str] = {"hans": "chi_sim", "hant": "chi_tra", "en": "eng+chi_sim"}
"""Tesseract's, from Debian; a name on an English paper is Chinese all the same."""
_LOOKS = ((1.0, 0.7), (1.0, 0.0), (2.0, 1.2))
"""Magnification and softness, in turn: a reader that stumbles looks again."""
_RULE, _LINE, _TALL, _CODE = 4, 28, 60, 115
"""Heights in dots: a rule is no higher, a line of text that is higher is made smaller, a QR code is higher still."""


def misread(paper: Dots, texts: Iterable[str], language: Language) -> dict[str, int]:
    """Return for each text how many of its characters are not read on a paper."""
    wanted = [_plain(text) for text in texts]
    missed = {text: len(text) for text in wanted}
    for scale, softness in _LOOKS:
        seen = _plain(_tesseract(_picture(paper, scale, softness), MODELS[language]))
        missed = {text: min(before, distance(text, seen)) for text, before in missed.items()}
        if sum(missed.values()) * 100 <= sum(map(len, missed)):
            break
    return missed


def distance(text: str, within: str) -> int:
    """Return how many characters must change, come or go to find a text somewhere within another (Sellers)."""
    row = [0] * (len(within) + 1)
    for number, character in enumerate(text, 1):
        above, row = row, [number]
        for at, other in enumerate(within, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (character != other)))
    return min(row)


def _plain(text: str) -> str:
    """Return a text without blanks, and with one form of each punctuation mark; readers take one for another."""
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans(";。·", ",..", "“”\"'‘’"))
    return "".join(folded.split())


def _tesseract(picture: npt.NDArray[np.uint8], model: str) -> str:
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", model, "--psm", "6", "--dpi", "203"],
        input=cv2.imencode(".png", picture)[1].tobytes(),
        capture_output=True,
        check=True,
        timeout=60,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode()


def _picture(paper: Dots, scale: float, softness: float) -> npt.NDArray[np.uint8]:
    """Return a paper in grey, without its frames, and with what is very large made smaller."""
    page = np.pad(paper, 32)
    inked = np.flatnonzero(np.diff(page.any(axis=1).astype(np.int8)))
    for top, bottom in inked.reshape(-1, 2) + 1:
        strip = page[top:bottom]
        if not _RULE < len(strip) < _CODE:
            continue
        across = strip.any(axis=0).sum()
        if strip[0].sum() == across:  # the upper side of a frame
            strip[:, strip.all(axis=0)] = False
            strip[strip.sum(axis=1) > across / 2] = False
        elif len(strip) > _TALL:
            ink = strip.astype(np.uint8) * 255
            small = cv2.resize(ink, None, fx=_LINE / len(strip), fy=_LINE / len(strip), interpolation=cv2.INTER_AREA)
            strip[:] = False
            strip[: len(small), : small.shape[1]] = small > 127
    grey = cv2.resize(np.where(page, 0, 255).astype(np.uint8), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), softness) if softness else grey, dtype=np.uint8)
