# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of Network UPS Tools to what feeds the terminal, as pure functions (RFC 9271, ch. 5.1)."""

from __future__ import annotations

import math

from drivers.ups.contract import Power, Supply

CHARGED = 90
"""Per cent from which a battery counts as charged."""


def judge(status: str, charge: str | None, runtime: str | None) -> Power:
    """Return how the power stands by `ups.status`, `battery.charge` and `battery.runtime`; None: not supported."""
    flags = set(status.split())
    per_cent = _whole(charge, most=100)
    return Power(_supply(flags, per_cent), per_cent, _whole(runtime, most=None), "RB" in flags)


def _supply(flags: set[str], charge: int | None) -> Supply:
    if "FSD" in flags:
        return Supply.LOW  # a shutdown has been ordered: the supply switches off whatever the mains do
    match "OL" in flags, "OB" in flags:
        case True, False:
            is_charged = "LB" not in flags and (charge is None or charge >= CHARGED)
            return Supply.MAINS if is_charged else Supply.RECOVERED
        case False, True:
            return Supply.LOW if "LB" in flags else Supply.BATTERY
        case _:
            return Supply.UNKNOWN  # off, waiting for its first data, or contradicting itself


def _whole(text: str | None, *, most: int | None) -> int | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    fits = math.isfinite(value) and value >= 0 and (most is None or value <= most)
    return int(value) if fits else None
