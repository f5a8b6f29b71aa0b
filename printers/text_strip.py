# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt in a printer's own characters, as the commands that print it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextStrip:
    """A receipt for a printer `width` dots wide; each part is whole commands."""

    width: int
    parts: tuple[bytes, ...]
