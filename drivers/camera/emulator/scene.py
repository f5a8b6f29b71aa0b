# SPDX-License-Identifier: GPL-3.0-or-later
"""What an emulated camera looks at: pictures in turn, and what happens to its lens and its sensor."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

_VARIANTS = 8
"""So many differently noisy versions of a picture are prepared and shown in turn: no two frames are the same."""
_FILES = {".jpg", ".jpeg", ".png", ".webp"}


class Lens(Enum):
    """What is done to the lens or to the sensor behind it."""

    CLEAR = "clear"
    COVERED = "covered"
    SMEARED = "smeared"
    DAZZLED = "dazzled"
    FROZEN = "frozen"
    """The sensor repeats its last picture."""


class Scene:
    """Gives JPEGs. Every method may be called from any thread."""

    def __init__(self, *, width: int = 640, height: int = 480, quality: int = 85) -> None:
        self._size = (width, height)
        self._quality = quality
        self._lock = threading.Lock()
        self._pictures: list[Picture] = [_test_card(width, height)]
        self._each = 1
        self._lens = Lens.CLEAR
        self._light = self._exposure = 1.0
        self._prepared: dict[tuple[int, int], bytes] = {}
        self._seen: tuple[int, Picture] | None = None
        self._last = b""
        self._random = np.random.default_rng(7)
        self._count = itertools.count()

    def show(self, *pictures: Picture | Path, each: int = 1) -> None:
        """Look at these pictures from now on, in turn, each for `each` frames. A folder stands for what is in it."""
        loaded = [picture for one in pictures for picture in _load(one)]
        if not loaded:
            raise ValueError("there is no picture to show")
        with self._lock:
            self._pictures = [np.asarray(cv2.resize(picture, self._size), np.uint8) for picture in loaded]
            self._each = each
            self._count = itertools.count()
            self._forget()

    def happen(self, lens: Lens) -> None:
        """Let something happen to the lens, or make it clear again."""
        with self._lock:
            self._lens = lens
            self._forget()

    @property
    def lens(self) -> Lens:
        """What has happened to the lens."""
        return self._lens

    def lit(self, light: float) -> None:
        """Light what is seen so many times as strongly as in the pictures."""
        with self._lock:
            if light != self._light:
                self._light = light
                self._forget()

    def exposed(self, exposure: float) -> None:
        """Let the sensor collect so many times the light that it collects by itself."""
        with self._lock:
            if exposure != self._exposure:
                self._exposure = exposure
                self._forget()

    def next_jpeg(self) -> bytes:
        """Return the next frame."""
        with self._lock:
            if self._lens is Lens.FROZEN and self._last:
                return self._last
            count = next(self._count)
            key = (count // self._each % len(self._pictures), count % _VARIANTS)
            if key not in self._prepared:
                if len(self._prepared) > 64:  # a long film is prepared as it goes
                    self._prepared.clear()
                self._prepared[key] = self._jpeg(key[0])
            self._last = self._prepared[key]
            return self._last

    def _forget(self) -> None:
        self._prepared.clear()
        self._seen = None

    def _jpeg(self, number: int) -> bytes:
        if self._seen is None or self._seen[0] != number:
            self._seen = (number, _through(self._lens, self._pictures[number], self._light * self._exposure))
        seen = self._seen[1]
        shift = self._random.integers(0, seen.shape[0])
        noisy = cv2.add(seen, np.roll(_noise(seen.shape[0], seen.shape[1]), shift, 0), dtype=cv2.CV_8U)
        done, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
        if not done:
            raise ValueError("the picture cannot be encoded")
        return data.tobytes()


@lru_cache(maxsize=4)
def _noise(height: int, width: int) -> NDArray[np.int16]:
    """Return a sensor's noise; it costs more than all the rest of a picture, and so is shifted instead of made anew."""
    return np.rint(np.random.default_rng(7).normal(0, 1.5, (height, width, 3))).astype(np.int16)


def _through(lens: Lens, picture: Picture, light: float) -> Picture:
    if lens is Lens.COVERED:
        return np.full_like(picture, 3)
    if lens is Lens.SMEARED:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), picture.shape[1] / 25), np.uint8)
    if lens is Lens.DAZZLED:
        return np.asarray(np.clip(picture.astype(np.float32) * 6 + 120, 0, 255), np.uint8)
    if light != 1.0:
        linear = (picture.astype(np.float32) / 255) ** 2.2 * light
        return np.asarray(np.clip(linear, 0, 1) ** (1 / 2.2) * 255, np.uint8)
    return picture


def _load(what: Picture | Path) -> Sequence[Picture]:
    if not isinstance(what, Path):
        return [what]
    files = sorted(path for path in what.iterdir() if path.suffix.lower() in _FILES) if what.is_dir() else [what]
    pictures = [cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR) for path in files]
    return [np.asarray(picture, np.uint8) for picture in pictures if picture is not None]


def _test_card(width: int, height: int) -> Picture:
    """Return a card with edges, colours and greys, for want of anything better to look at."""
    across = np.linspace(30, 220, width, dtype=np.float32)
    card = np.repeat(np.repeat(across[None, :, None], height, 0), 3, 2).astype(np.uint8)
    side = max(8, width // 16)
    board = (np.indices((height, width)) // side).sum(0) % 2 == 0
    middle = slice(height // 4, 3 * height // 4)
    card[middle][board[middle]] = (40, 90, 160)
    cv2.circle(card, (width // 2, height // 2), height // 5, (60, 180, 240), -1)
    return card
