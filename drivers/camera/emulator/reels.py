# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures on file, counted from the first and over again after the last, read with OpenCV."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.contract import CameraBroken, Pixels
from drivers.camera.decode import MOST_PIXELS
from drivers.contract import Action

_PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
_MOST_BYTES = 64_000_000
"""Of one picture on file."""
_FAR = 25
"""Pictures of a film that are passed over one by one; beyond it is quicker to look for the place."""

# A file that is no film would be reported on standard error at each attempt; how it stands is told by the camera.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


class NothingToShow(Exception):  # noqa: N818
    """There is no picture at all."""


class NotShown(Exception):  # noqa: N818
    """This picture is damaged."""


class Reel(ABC):
    """Used from one thread. Beside what is named, each call may raise `OSError`."""

    @abstractmethod
    def show(self, number: int) -> Pixels:
        """Return the picture of this number, which counts on after the last; raises `NotShown`, `NothingToShow`."""

    @abstractmethod
    def rest(self) -> None:
        """Keep nothing open and no picture in memory."""


def is_picture(path: Path) -> bool:
    """Whether a file's name is that of a picture, as opposed to a film."""
    return path.suffix.lower() in _PICTURES


class Pictures(Reel):
    """The pictures of a folder in the order of their names, whatever is put there or taken away; or a single one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = -1
        self._files: list[Path] = []
        self._last: tuple[Path, int, Pixels] | None = None

    def show(self, number: int) -> Pixels:
        """See `Reel.show`."""
        self._list()
        if not self._files:
            raise NothingToShow("the folder holds no picture")
        file = self._files[number % len(self._files)]
        try:
            changed = file.stat().st_mtime_ns
            if self._last is None or self._last[:2] != (file, changed):
                self._last = None
                self._last = (file, changed, _decoded(file))
        except (FileNotFoundError, IsADirectoryError):  # taken away just now, or never a picture
            raise NotShown from None
        return self._last[2]

    def rest(self) -> None:
        """See `Reel.rest`."""
        self._last = None

    def _list(self) -> None:
        changed = self._path.stat().st_mtime_ns
        if changed != self._changed:
            files = self._path.iterdir() if self._path.is_dir() else [self._path]
            self._files = sorted(file for file in files if is_picture(file))
            self._changed = changed


class Film(Reel):
    """A film. One that ends too early, as a damaged one does, begins again there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._film: cv2.VideoCapture | None = None
        self._number = 0
        self._last: Pixels | None = None

    def show(self, number: int) -> Pixels:
        """See `Reel.show`. Raises `CameraBroken` for what is no film."""
        if self._last is not None and number == self._number:
            return self._last
        ahead = number - self._number
        if self._film is None or not 0 < ahead <= _FAR:
            self._open()
            self._go_to(number)
        else:
            for _ in range(ahead - 1):
                self._film.grab()
        self._number = number
        self._last = self._read()
        if self._last is None:
            self._open()
            self._last = self._read()
        if self._last is None:
            self.rest()
            raise CameraBroken("there is no picture in the film", action=Action.CONFIGURATION)
        return self._last

    def rest(self) -> None:
        """See `Reel.rest`."""
        film, self._film = self._film, None
        if film is not None:
            film.release()
        self._last = None

    def _open(self) -> None:
        self.rest()
        film = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        width, height = film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if not film.isOpened() or width * height > MOST_PIXELS:
            film.release()
            raise CameraBroken("it is no film", action=Action.CONFIGURATION)
        self._film = film

    def _go_to(self, number: int) -> None:
        assert self._film is not None  # noqa: S101 - just opened
        count = int(self._film.get(cv2.CAP_PROP_FRAME_COUNT))
        if count > 1:
            self._film.set(cv2.CAP_PROP_POS_FRAMES, number % count)

    def _read(self) -> Pixels | None:
        assert self._film is not None  # noqa: S101 - just opened
        done, pixels = self._film.read()
        return np.asarray(pixels, np.uint8) if done else None


def _decoded(file: Path) -> Pixels:
    """Return a picture, turned as a telephone says that it was held."""
    if file.stat().st_size > _MOST_BYTES:
        raise NotShown
    data = file.read_bytes()
    if data.startswith(b"\xff\xd8") and b"\xff\xd9" not in data[-1024:]:  # half a JPEG: the rest would be grey
        raise NotShown
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        raise NotShown from None
    if pixels is None or pixels.shape[0] * pixels.shape[1] > MOST_PIXELS:
        raise NotShown
    return np.asarray(pixels, np.uint8)
