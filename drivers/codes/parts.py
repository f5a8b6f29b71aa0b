# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that are spread over several symbols (structured append, ISO/IEC 18004 clause 8) → one code, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import xor

from drivers.codes.found import FoundCode
from drivers.codes.zxing import Seen, text_in


def whole_codes(seen: Iterable[Seen]) -> tuple[FoundCode, ...]:
    """Return the codes that are whole, each once. A part whose others are missing is not reported."""
    whole: list[FoundCode] = []
    parts: dict[tuple[int, int], dict[int, Seen]] = {}
    for one in seen:
        if one.part is None:
            if not any(same.data == one.code.data and same.symbology == one.code.symbology for same in whole):
                whole.append(one.code)
        else:
            parts.setdefault((one.part.total, one.part.parity), {})[one.part.index] = one
    for (total, parity), found in parts.items():
        if len(found) == total:
            joined = _joined([found[index] for index in sorted(found)])
            if reduce(xor, joined.data, 0) == parity:
                whole.append(joined)
    return tuple(whole)


def _joined(parts: list[Seen]) -> FoundCode:
    text = text_in(segment for part in parts for segment in part.segments)
    return replace(parts[0].code, data=b"".join(part.code.data for part in parts), text=text)
