# SPDX-License-Identifier: GPL-3.0-or-later
"""How satisfied a citizen is (好差评): the meaning is stored, and encoded for each interface.

Two official places number the same five words in opposite directions: GB/T 39046-2020 A.8 counts 非常满意 as 1, the
province's reporting interface counts it as 5.
"""

from __future__ import annotations

from enum import Enum


class Satisfaction(Enum):
    """The five answers, best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def gbt_39046(self) -> int:
        """The code of GB/T 39046-2020 A.8: 1 非常满意 … 5 非常不满意."""
        return list(Satisfaction).index(self) + 1

    @property
    def reporting(self) -> int:
        """The code of the province's 好差评 reporting interface: 5 非常满意 … 1 非常不满意."""
        return 6 - self.gbt_39046
