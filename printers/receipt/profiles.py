# SPDX-License-Identifier: GPL-3.0-or-later
"""What printers differ in, as data: `model = "…"` in terminal.toml names one of these.

None of them is the promise of a maker: docs/printers.md says what each is taken from, and what it has met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Dialect(StrEnum):
    """How a printer tells its status."""

    EPSON = "epson"
    """DLE EOT 1 to 4, answered at once, also while it is stopped."""
    CUSTOM = "custom"
    """DLE EOT 20, the full status in six bytes, answered at once."""
    PAPER_ONLY = "paper_only"
    """GS r 1, answered in turn: the paper and nothing else."""
    PANEL = "panel"
    """ESC v, one byte with a bit each for online, paper, voltage and temperature."""
    NONE = "none"
    """It tells nothing; a person is asked each time (纸出来了吗？)."""


class Fence(StrEnum):
    """What tells that everything sent before has been carried out."""

    PAPER_STATUS = "paper_status"
    """GS r 1, which is answered in turn."""
    PROCESS_ID = "process_id"
    """GS ( H, which is answered with the number that it was given, when what went before is on paper."""
    NONE = "none"


class Cutter(StrEnum):
    """How one receipt is parted from the next."""

    PARTIAL = "partial"
    """One point stays uncut, so that the paper does not drop."""
    FULL = "full"
    NONE = "none"
    """The paper is fed past the edge at which it is torn off by hand."""


@dataclass(frozen=True)
class Profile:
    """One model, or a family of them."""

    width: int
    """Printable dots; terminal.toml may say otherwise."""
    dialect: Dialect = Dialect.EPSON
    fence: Fence = Fence.PAPER_STATUS
    cutter: Cutter = Cutter.PARTIAL
    near_end: bool = True
    """Has a sensor for a roll that comes near its end; without it those bits mean nothing."""
    forgets: bool = True
    """Forgets the rest of a broken job when it is told to (DLE DC4 8)."""
    band_bytes: int = 4096
    """The largest picture command that its buffer takes."""
    chinese: bool = False
    """Has Chinese characters of its own, by GB 18030."""

    @property
    def vouches(self) -> bool:
        """Whether the printer can tell that a job came out."""
        return self.fence is not Fence.NONE


_GENERIC_58 = Profile(width=384, cutter=Cutter.NONE, near_end=False, forgets=False, band_bytes=1024)
_MUTE = Profile(
    width=576, dialect=Dialect.NONE, fence=Fence.NONE, near_end=False, forgets=False, band_bytes=1024, chinese=True
)

PROFILES: Mapping[str, Profile] = {
    "generic-80": Profile(width=576),
    "generic-58": _GENERIC_58,
    "epson-tm": Profile(width=576, fence=Fence.PROCESS_ID),
    "china-80": Profile(width=576, near_end=False, forgets=False, chinese=True),
    "china-58": replace(_GENERIC_58, chinese=True),
    "paper-only-58": replace(_GENERIC_58, dialect=Dialect.PAPER_ONLY, chinese=True),
    "ep-360": replace(_GENERIC_58, dialect=Dialect.PANEL, fence=Fence.NONE, chinese=True),
    "custom-kiosk": Profile(width=576, dialect=Dialect.CUSTOM, cutter=Cutter.FULL, forgets=False),
    "mute-80": _MUTE,
    "mute-58": replace(_MUTE, width=384, cutter=Cutter.NONE),
}
"""By name. A test proves that each is in docs/printers.md."""

DEFAULT = "generic-80"

PICTURE, GB18030 = "picture", "gb18030"
TEXTS = (PICTURE, GB18030)
"""What `text = "…"` in terminal.toml may be: receipts as pictures, or in the printer's own characters."""
