# SPDX-License-Identifier: GPL-3.0-or-later
"""What kinds of printers there are to be emulated, as their manuals describe them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Speech(Enum):
    """How a printer tells its status."""

    EPSON = "epson"
    """DLE EOT 1 to 4 at any moment, GS r in turn."""
    CUSTOM = "custom"
    """DLE EOT 20 as well, with everything in six bytes."""
    PAPER = "paper"
    """GS r alone; 0F when the paper is out."""
    PANEL = "panel"
    """ESC v alone, with a bit for online, paper, voltage and temperature."""
    MUTE = "mute"
    """Nothing goes back."""


@dataclass(frozen=True)
class Make:
    """One kind of printer."""

    speech: Speech = Speech.EPSON
    cutter: bool = True
    forgets: bool = True
    """Knows DLE DC4 8, by which it forgets what it has not printed."""
    numbers: bool = True
    """Knows GS ( H, and answers it with the number that it was given."""
    chinese: bool = True
    """Has Chinese characters of its own (GB 18030)."""
