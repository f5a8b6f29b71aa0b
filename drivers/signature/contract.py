# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of signature pads (签名屏): somebody writes with a pen or a finger, and the strokes come back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeAlias

from drivers.contract import Action, Device, DeviceError, DeviceState
from drivers.signature.strokes import Point, Signature

INTERFACE = "signature"
VERSION = (1, 0)

InkListener: TypeAlias = Callable[[tuple[Point, ...], bool], None]
"""Called on the event loop's thread with the points that are new, and whether a new stroke begins with the first."""


class TooMuchInk(DeviceError):  # noqa: N818
    """More was drawn than a signature has: the pad is scribbled on, or something lies on it. Ask again."""

    state = DeviceState.USER_ERROR
    action = Action.CLEAR


class PadAbsent(DeviceError):  # noqa: N818
    """There is no pad: unplugged, or its node forbidden, taken, or not that of a pad; `state` and `action` tell."""

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class SignaturePad(Device):
    """A pad beside the screen, or a second touch screen. What is drawn while nobody is to sign is thrown away."""

    @property
    @abstractmethod
    def field(self) -> tuple[float, float] | None:
        """Width and height of what can be written on, in millimetres; None as long as the pad has not told."""

    @abstractmethod
    async def sign(self, *, timeout: float | None = None, on_ink: InkListener | None = None) -> Signature:
        """Collect strokes from now on, until `done` is called; return them, however little there is.

        `timeout` is the seconds until `done`; None waits for ever. `on_ink` is called while somebody draws, some 30
        times a second. When the call ends otherwise, as by its cancellation, the ink is wiped. A second call waits for
        its turn.

        Raises:
            TooMuchInk: more points, strokes or metres than a signature has.
            PadAbsent: no pad; what was drawn before it went is wiped.
            TimedOut: `done` was not called within `timeout`.
            Closed: `close()` was called meanwhile.
        """

    @abstractmethod
    def clear(self) -> None:
        """Wipe what has been drawn since `sign` was called, and begin anew. Without a `sign` under way: nothing."""

    @abstractmethod
    def done(self) -> None:
        """End the `sign` under way: it returns what has been drawn so far. Without one: nothing."""
