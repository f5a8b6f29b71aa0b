# SPDX-License-Identifier: GPL-3.0-or-later
"""The option `--out FILE`: the one picture that a command has taken, in a file of its own."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kiosk.failures import OperatorError
from kiosk.readouts import Picture

_FORMATS = (".jpeg", ".jpg", ".png")


class PictureFile:
    """A new file that waits for its picture."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self.written = False

    def write(self, picture: Picture) -> None:
        """Write the picture as the file's name asks. Raises `OperatorError` when the disk does not take it."""
        try:
            self._file.write(_encoded(picture, self._path.suffix.lower()))
            self._file.flush()
        except OSError as error:
            raise OperatorError(f"{self._path}: {error.strerror}") from None
        self.written = True


@contextlib.contextmanager
def picture_file(path: Path) -> Iterator[PictureFile]:
    """Make a file that nobody else can read; it goes again when no picture comes.

    Raises `OperatorError` when it cannot be made.
    """
    if path.suffix.lower() not in _FORMATS:
        raise OperatorError(f"{path} must end in .png or .jpg")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise OperatorError(f"{path} is there already; a picture overwrites nothing") from None
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        made = PictureFile(path, file)
        try:
            yield made
        finally:
            if not made.written:
                path.unlink(missing_ok=True)
    if made.written:
        print(f"{path} shows whoever or whatever was there: delete it when you have looked", file=sys.stderr)


def _encoded(picture: Picture, suffix: str) -> bytes:
    if isinstance(picture, bytes) and suffix != ".png":
        return picture
    # OpenCV is loaded only where there is a camera.
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) if isinstance(picture, bytes) else picture
    if pixels is None:
        raise ValueError("a document camera's picture is no JPEG")
    return cv2.imencode(suffix, pixels)[1].tobytes()
