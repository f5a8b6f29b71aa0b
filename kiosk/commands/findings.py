# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` finds: one line for each part, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "degraded", "bad"]


@dataclass(frozen=True)
class Finding:
    """One part: how it is, and what to do."""

    part: str
    verdict: Verdict
    found: str
    do: str = ""
