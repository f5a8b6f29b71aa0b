# SPDX-License-Identifier: GPL-3.0-or-later
"""What kinds of printers there are to be emulated, as their manuals describe them."""

from __future__ import annotations

from collections.abc import Mapping
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


MAKES: Mapping[str, Make] = {
    "generic-80": Make(numbers=False, chinese=False),
    "generic-58": Make(cutter=False, forgets=False, numbers=False, chinese=False),
    "epson-tm": Make(chinese=False),
    "china-80": Make(forgets=False, numbers=False),
    "china-58": Make(cutter=False, forgets=False, numbers=False),
    "paper-only-58": Make(Speech.PAPER, cutter=False, forgets=False, numbers=False),
    "ep-360": Make(Speech.PANEL, cutter=False, forgets=False, numbers=False),
    "custom-kiosk": Make(Speech.CUSTOM, forgets=False, numbers=False, chinese=False),
    "mute-80": Make(Speech.MUTE, forgets=False, numbers=False),
    "mute-58": Make(Speech.MUTE, cutter=False, forgets=False, numbers=False),
}
"""By the model that terminal.toml names for such a printer."""
