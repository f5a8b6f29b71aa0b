# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of guide lights (导引灯): a lamp beside each opening shows where to put the card, or take the paper.

Places, patterns and colours are those of XFS4IoT (CEN CWA 17852, Lights.SetLight), with places of our own for devices
that it does not know.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from drivers.contract import Device

INTERFACE = "guide_lights"
VERSION = (1, 0)


class Place(StrEnum):
    """What a lamp points at."""

    CARD_READER = "card_reader"
    ID_READER = "id_reader"
    CONTACTLESS = "contactless"
    SCANNER = "scanner"
    RECEIPT_PRINTER = "receipt_printer"
    DOCUMENT_PRINTER = "document_printer"
    DOCUMENT_CAMERA = "document_camera"
    CAMERA = "camera"
    SIGNATURE = "signature"
    PIN_PAD = "pin_pad"
    FINGERPRINT = "fingerprint"
    STATUS = "status"
    """The lamp on top of the terminal that shows from afar whether it serves."""


class Pattern(StrEnum):
    """How a lamp shines. It never flashes faster than twice a second, for the sake of people with epilepsy."""

    OFF = "off"
    SLOW = "slow"
    """On and off within two seconds."""
    MEDIUM = "medium"
    """On and off within one second."""
    QUICK = "quick"
    """On and off within half a second."""
    CONTINUOUS = "continuous"


class Colour(StrEnum):
    """What colour it shines in."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    CYAN = "cyan"
    MAGENTA = "magenta"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Light:
    """How one lamp is to shine."""

    pattern: Pattern
    colour: Colour | None = None
    """None: the colour that it has, the first one of several."""


class GuideLights(Device):
    """The lamps of a terminal.

    What is shown stays asked for until it is changed: after a loss, lamps take it up again as soon as they are back.
    Lamps are dark after `start`, and again after `close`. When the process dies without `close`, they stay as they are
    until the next `start`: a relay board has no dead man's switch.
    """

    @property
    @abstractmethod
    def places(self) -> Mapping[Place, Collection[Colour]]:
        """The lamps that there are, and the colours that each can choose from; none when it has a single one."""

    @property
    @abstractmethod
    def shown(self) -> Mapping[Place, Light] | None:
        """The lamps that shine, steadily or flashing, as the device has acknowledged it; None when nothing is known."""

    @abstractmethod
    async def show(self, place: Place, pattern: Pattern, colour: Colour | None = None) -> None:
        """Let a lamp shine; return when it does.

        A place without a lamp is passed over, and a colour that a lamp has not is replaced by its first: what a visit
        asks for does not depend on how a terminal is fitted out. Raises `DeviceError` when the lamps cannot be
        reached; they take it up when they are back.
        """

    @abstractmethod
    async def all_off(self) -> None:
        """Darken all lamps; return when they are. Raises as `show` does."""
