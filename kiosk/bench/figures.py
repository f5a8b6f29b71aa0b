# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark finds out: figures, some of them with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """One figure. With a limit, it holds while it is not above it."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    about: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its limit; one without a limit always does."""
        return self.limit is None or self.value <= self.limit


def spread(
    name: str, samples: Sequence[float], unit: str, *, limit: float | None = None, about: str = ""
) -> list[Figure]:
    """Return median and 95th percentile of some samples; the limit is the median's."""
    high = quantiles(samples, n=20)[-1] if len(samples) > 1 else samples[0]
    return [
        Figure(f"{name}, median", median(samples), unit, limit, about),
        Figure(f"{name}, 95 of 100", high, unit),
    ]
