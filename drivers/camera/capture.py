# SPDX-License-Identifier: GPL-3.0-or-later
"""The camera as its I/O thread sees it: pictures flow while somebody wants them, and the status stays true."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.attachment import ONLINE, Attachment
from drivers.camera.contract import CameraBroken, CameraSilent, Exposure, Frame, Health, Region, Spectrum
from drivers.camera.decode import decode
from drivers.camera.delays import Delays
from drivers.camera.exposure import is_good, level, turned
from drivers.camera.health import HealthWatch, measure
from drivers.camera.source import Encoded, Source
from drivers.contract import Action, DeviceError, DeviceState, Status
from drivers.io_thread import Cancel, Cancelled
from drivers.status import StatusBoard

_log = logging.getLogger(__name__)

_STANDING = {
    Health.DARK: Status(DeviceState.ONLINE, Action.CLEAR),
    Health.GLARING: Status(DeviceState.ONLINE, Action.MAINTENANCE),
    Health.BLURRED: Status(DeviceState.ONLINE, Action.MAINTENANCE),
}
"""A camera with a bad picture is usable, and says what helps."""

_SETTLING_FRAMES = 3
"""Frames that are on their way when an exposure is set, and still show the one before."""


class Capture(Attachment):
    """Lives in the camera's I/O thread (`drivers.io_thread.Occupant`); only `health` and `pulse` are read elsewhere.

    One picture is kept: the newest. It is decoded when somebody asks for it.
    """

    def __init__(
        self,
        title: str,
        source: Source,
        board: StatusBoard,
        *,
        spectrum: Spectrum,
        delays: Delays,
        now: Callable[[], float],
    ) -> None:
        super().__init__(board, pace=delays.pace)
        self._title = title
        self._source = source
        self._spectrum = spectrum
        self._delays = delays
        self._now = now
        self._watch = HealthWatch(delays.ill, delays.frozen)
        self._flowing = False
        self._settled_at = self._wanted_until = self._check_at = self._prove_at = self._judge_at = 0.0
        self._heard_at = 0.0
        self._waiting: Encoded | None = None
        self._newest: Frame | None = None
        self._told = Health.UNKNOWN
        self.pulse = now()
        """The last sign of life of the I/O thread."""

    @property
    def health(self) -> Health:
        """How the latest pictures were; may be read from any thread."""
        return self._watch.health

    def idle(self) -> float:
        """See `Occupant.idle`; while pictures flow there is no pause."""
        self.pulse = self._now()
        pause = super().idle()
        self.pulse = self._now()
        return 0.0 if self._flowing else pause

    def latest(self, cancel: Cancel, newer_than: float | None) -> Frame:
        """Return the newest frame; raises as `Camera.latest` does, or `Cancelled`."""
        with self._held(cancel):
            return self._frame(cancel, self._now() - self._delays.fresh if newer_than is None else newer_than)

    def take(self, cancel: Cancel) -> Frame:
        """Return a frame of a camera that is used to the light."""
        with self._held(cancel):
            return self._frame(cancel, max(self._now(), self._settled_at))

    def expose(self, cancel: Cancel, region: Region | None) -> Exposure:
        """Turn exposure and gain until a region is bright enough, or until no turning helps."""
        with self._held(cancel):
            frame = self._frame(cancel, self._now())
            brightness = level(frame.pixels, region)
            knobs = self._source.knobs()
            if knobs is None:
                return Exposure(brightness, is_good(brightness), adjusted=False)
            until = self._now() + self._delays.expose
            while not is_good(brightness) and self._now() < until:
                better = turned(knobs, brightness)
                if better == knobs:
                    break
                self._source.turn(better.exposure.now, better.gain.now if better.gain else None)
                knobs = better
                for _ in range(_SETTLING_FRAMES):
                    frame = self._frame(cancel, frame.captured_at)
                brightness = level(frame.pixels, region)
            return Exposure(brightness, is_good(brightness), adjusted=True)

    def expose_freely(self, cancel: Cancel) -> None:
        """Let the camera expose by itself."""
        with self._held(cancel):
            self._source.automatic()
            self._settled_at = self._now() + self._delays.settle

    # Attachment.

    def _attach(self) -> None:
        self._source.open()
        self._begin()
        self._prove()

    def _look(self) -> Status:
        now = self._now()
        if not self._flowing:
            if now >= self._prove_at:
                self._begin()
                self._prove()
            elif now >= self._check_at:
                self._check_at = now + self._delays.check
                self._source.check()
        elif now > self._wanted_until and not self._watch.doubtful:
            self._end()
        else:
            self._drain()
        return self._standing()

    def _detach(self) -> None:
        self._flowing = False
        self._waiting = self._newest = None
        self._source.close()

    # Pictures.

    @contextmanager
    def _held(self, cancel: Cancel) -> Iterator[None]:
        """Around a command. Many a second are given, so that the status does not change to busy and back for each."""
        try:
            if cancel.is_set:
                raise Cancelled
            self.pulse = self._now()
            self._attach_if_not()
            if not self._flowing:
                self._begin()
            self._wanted_until = self._now() + self._delays.linger
            yield
            self._wanted_until = self._now() + self._delays.linger
            self._backoff.reset()
            self.board.publish(self._standing())
        except DeviceError as error:
            self._failed(error)
            raise

    def _begin(self) -> None:
        self._source.begin()
        self._flowing = True
        self._waiting = None
        self._watch.begin(self._now())
        self._heard_at = self._now() + self._delays.first - self._delays.next
        self._settled_at = self._judge_at = self._now() + self._delays.settle
        self._prove_at = self._now() + self._delays.prove

    def _end(self) -> None:
        self._waiting = self._newest = None  # a person's face is not kept beyond its use
        self._source.end()
        self._flowing = False
        self._prove_at = self._now() + self._delays.prove
        self._check_at = self._now() + self._delays.check

    def _prove(self) -> None:
        """Only a picture proves that a camera works."""
        self._frame(Cancel(), self._now() - self._delays.fresh)
        self._wanted_until = max(self._wanted_until, self._settled_at + self._delays.judge)

    def _frame(self, cancel: Cancel, newer_than: float) -> Frame:
        while True:
            if self._newest is not None and self._newest.captured_at > newer_than:
                return self._newest
            waiting, self._waiting = self._waiting, None
            if waiting is None or not self._make_newest(waiting):
                if cancel.is_set:
                    raise Cancelled
                self._receive()

    def _drain(self) -> None:
        """Keep only the newest picture, decoded just often enough to know how the pictures are."""
        self._receive()
        if self._waiting is not None and self._waiting.captured_at >= self._judge_at:
            waiting, self._waiting = self._waiting, None
            self._make_newest(waiting)

    def _receive(self) -> None:
        """Wait a little for the next picture; raise when it is overdue."""
        self.pulse = self._now()
        picture = self._source.read(self._delays.turn)
        now = self._now()
        if picture is not None:
            self._waiting = picture
        if now - self._heard_at > self._delays.next:
            raise CameraSilent("no picture comes" if picture is None else "only damaged pictures come")

    def _make_newest(self, picture: Encoded) -> bool:
        """Decode a picture; return False for one that is damaged, which does not count as a sign of life.

        Raises when it is the same for ever.
        """
        pixels = decode(picture)
        if pixels is None:
            return False
        self._heard_at = self._now()
        if not self._source.stands_still:
            self._watch.see_bytes(zlib.crc32(picture.data), self._heard_at)
        if self._watch.health is Health.FROZEN:
            raise CameraBroken("it delivers the same picture for ever")
        self._newest = Frame(pixels, picture.captured_at, picture.number, self._spectrum)
        if picture.captured_at >= self._judge_at:
            self._judge_at = picture.captured_at + self._delays.judge
            self._watch.see(measure(pixels), self._now())
        return True

    def _standing(self) -> Status:
        self.pulse = self._now()  # before it is told, so that nobody finds it online and hanging
        health = self._watch.health
        if health is not self._told:
            if health is Health.GOOD and self._told is not Health.UNKNOWN:
                _log.info("%s: its picture is good again", self._title)
            elif health is not Health.GOOD:
                _log.warning("%s: its picture is %s", self._title, health)
            self._told = health
        return _STANDING.get(health, ONLINE)
