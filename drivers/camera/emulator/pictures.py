# SPDX-License-Identifier: GPL-3.0-or-later
"""A film, a picture or a folder of pictures in the place of a camera: for the demo, tests and training.

Nothing is on a wire here, so that this is a source of pictures like those of the drivers, and not an emulator with a
driver that talks to it.
"""

from __future__ import annotations

import math
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import cv2

from drivers.camera.contract import CameraAbsent, CameraBroken, CameraSilent, Pixels, Spectrum
from drivers.camera.delays import Delays
from drivers.camera.emulator.reels import Film, NothingToShow, NotShown, Pictures, Reel, is_picture
from drivers.camera.source import Encoded, Encoding, Source
from drivers.camera.threaded import ThreadedCamera
from drivers.contract import Action, DeviceError, DeviceState

_LEAST_FLOW = 10
"""Frames a second at least. Where pictures follow more slowly, each is shown several times, as a camera would."""


class PictureCamera(ThreadedCamera):
    """A camera that sees what is in the file or folder `path`, over and over, `per_second` pictures a second."""

    def __init__(
        self,
        path: str,
        *,
        per_second: int = 25,
        spectrum: Spectrum = Spectrum.RGB,
        title: str = "camera",
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        source = PictureSource(Path(path), per_second=per_second, now=now)
        super().__init__(source, title=title, spectrum=spectrum, delays=delays, now=now)


class PictureSource(Source):
    """Runs by the clock, whether somebody looks or not; so two of the same pace show the same moment of two films."""

    def __init__(self, path: Path, *, per_second: int, now: Callable[[], float]) -> None:
        self._path = path
        self._each = math.ceil(_LEAST_FLOW / per_second)
        self._flow = per_second * self._each
        self._now = now
        self._reel: Reel | None = None
        self._tick = self._origin = math.floor(now() * self._flow)

    @property
    def stands_still(self) -> bool:
        """See `Source.stands_still`. A film that stands still was taken by a camera that did."""
        return isinstance(self._reel, Pictures)

    def open(self) -> None:
        """See `Source.open`."""
        if self._is_folder() or is_picture(self._path):
            self._reel = Pictures(self._path)
        else:
            self._reel = Film(self._path)

    def close(self) -> None:
        """See `Source.close`."""
        if self._reel is not None:
            self._reel.rest()

    def check(self) -> None:
        """See `Source.check`."""
        self._is_folder()

    def begin(self) -> None:
        """See `Source.begin`."""
        self._tick = math.floor(self._now() * self._flow)

    def end(self) -> None:
        """See `Source.end`."""
        self.close()

    def read(self, seconds: float) -> Encoded | None:
        """See `Source.read`. A picture that is damaged is left out."""
        left = (self._tick + 1) / self._flow - self._now()
        time.sleep(max(0.0, min(left, seconds)))
        if left > seconds:
            return None
        self._tick = max(self._tick + 1, math.floor(self._now() * self._flow))
        self._is_folder()
        pixels = self._shown(self._tick // self._each)
        if pixels is None:
            return None
        at, number = self._tick / self._flow, self._tick - self._origin
        return Encoded(pixels.tobytes(), Encoding.BGR, at, number, width=pixels.shape[1], height=pixels.shape[0])

    def _shown(self, number: int) -> Pixels | None:
        assert self._reel is not None  # noqa: S101 - opened by the caller
        try:
            return self._reel.show(number)
        except NotShown:
            return None
        except NothingToShow as empty:
            raise CameraSilent(str(empty)) from None
        except OSError as error:
            raise _trouble(error) from None
        except cv2.error:
            raise CameraBroken("it is no film", action=Action.CONFIGURATION) from None

    def _is_folder(self) -> bool:
        """Make sure that what is shown is still there and may be read; return whether it is a folder."""
        try:
            mode = self._path.stat().st_mode
        except OSError as error:
            raise _trouble(error) from None
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            raise CameraBroken("it is neither a file nor a folder", action=Action.CONFIGURATION)
        if not os.access(self._path, os.R_OK, effective_ids=True):
            raise _trouble(PermissionError())
        return stat.S_ISDIR(mode)


def _trouble(error: OSError) -> DeviceError:
    if isinstance(error, PermissionError):
        message = "no right to read the file or folder"
        return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
    return CameraAbsent("there is no such file or folder")
