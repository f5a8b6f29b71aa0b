# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every document camera (高拍仪): a sheet on a desk becomes a straight picture of bounded size."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypeAlias

from drivers.camera.contract import Frame
from drivers.contract import Action, Device, DeviceError, DeviceState

INTERFACE = "document_camera"
VERSION = (1, 0)

Corner: TypeAlias = tuple[float, float]
"""Right and down, in pixels of a frame."""
Corners: TypeAlias = tuple[Corner, Corner, Corner, Corner]
"""Top left, top right, bottom right and bottom left, as they lie in the frame."""


class Paper(Enum):
    """What is laid under the camera: shorter and longer side in millimetres, None where it is not known."""

    A4 = (210.0, 297.0)
    ID_CARD = (53.98, 85.6)
    """ISO/IEC 7810 ID-1: identity cards, social cards, bank cards."""
    PASSPORT_PAGE = (88.0, 125.0)
    """ISO/IEC 7810 ID-3: passports and travel permits, one page."""
    OTHER = None
    """Any sheet; its sides are taken as they appear."""

    @property
    def ratio(self) -> float | None:
        """Longer side over shorter."""
        return None if self.value is None else self.value[1] / self.value[0]

    @property
    def white(self) -> bool:
        """Whether its ground is mostly white, so that shadows on it can be taken away."""
        return self in {Paper.A4, Paper.OTHER}


class Guidance(StrEnum):
    """What the citizen is to do now, most urgent first."""

    TOO_DARK = "too_dark"
    """Take away what covers the lens, or switch the lamp on."""
    NO_PAGE = "no_page"
    """Lay the sheet under the camera."""
    ONE_AT_A_TIME = "one_at_a_time"
    """More than one sheet lies there."""
    MOVE_INSIDE = "move_inside"
    """Part of the sheet is outside the picture."""
    COME_CLOSER = "come_closer"
    """The sheet is too small in the picture to be read."""
    GLARE = "glare"
    """A lamp is mirrored on it: turn it a little."""
    HOLD_STILL = "hold_still"
    """Found; hands off, and wait a moment."""
    BLURRED = "blurred"
    """It lies still and is not sharp: press it flat; else the lens has to be wiped."""
    TAKEN = "taken"
    """Done."""


class Lines(StrEnum):
    """How the lines of writing run in the finished picture. Whether it stands on its head is not known."""

    ACROSS = "across"
    UPWARDS = "upwards"
    """The picture wants to be turned by a quarter."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees now, for the page that shows it."""

    frame: Frame
    corners: Corners | None
    """Of the sheet, where one is found."""
    guidance: Guidance


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A finished picture: straight, cut to the sheet, evenly lit. Its text shows nothing of its content."""

    jpeg: bytes = field(repr=False)
    """Without any metadata of where, when or with what it was taken."""
    width: int
    height: int
    dpi: float | None
    """Pixels to the inch of the sheet; None for a sheet of unknown size."""
    paper: Paper
    sharpness: float
    """0 to 1: how steep the edges of the writing are; below 0.15 small print cannot be read."""
    glare: float
    """Share of the sheet that is mere white light, 0 to 1."""
    lines: Lines


class DocumentTooBig(DeviceError):  # noqa: N818
    """No quality of JPEG fits the size limit: the limit in the settings is too small."""

    state = DeviceState.ONLINE
    action = Action.CONFIGURATION


class DocumentCamera(Device):
    """A camera that looks down on a desk. Frames and documents hold personal data: drivers neither log nor write them.

    A camera that is lost, silent or broken raises the errors of `drivers.camera.contract`.
    """

    @abstractmethod
    async def scan(
        self,
        paper: Paper = Paper.A4,
        *,
        timeout: float | None = None,
        on_view: Callable[[View], None] | None = None,
    ) -> Document:
        """Wait until a sheet lies still under the camera, take it, return it.

        `on_view` is called on the loop's thread for each frame that was looked at, a few times a second, and says what
        hinders. To stop waiting, cancel: the caller is free at once.

        Raises:
            CameraAbsent, CameraSilent, CameraBroken: within about 3 s of the fact.
            DocumentTooBig: the sheet cannot be made to fit the size limit.
            TimedOut: no good picture within `timeout` seconds.
            Closed: `close()` was called meanwhile.
        """
