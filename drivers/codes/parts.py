# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that are spread over several symbols (structured append, ISO/IEC 18004 clause 8) → one code, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drivers.codes.found import FoundCode
from drivers.codes.zxing import Seen, text_in


def whole_codes(seen: Iterable[Seen]) -> tuple[FoundCode, ...]:
    """Return the codes that are whole, each once. A part whose others are missing is not reported.

    Parts belong together that name the same number of parts and the same parity. Whether the parity is right is not
    asked: encoders reckon it over one encoding and write another.
    """
    whole: list[FoundCode] = []
    parts: dict[tuple[int, int], dict[int, dict[bytes, Seen]]] = {}
    for one in seen:
        if one.part is None:
            if not any((same.data, same.symbology) == (one.code.data, one.code.symbology) for same in whole):
                whole.append(one.code)
        else:
            group = parts.setdefault((one.part.total, one.part.parity), {})
            group.setdefault(one.part.index, {})[one.code.data] = one
    for (total, _), found in parts.items():
        # Two different first parts are those of two codes that only look alike.
        if len(found) == total and all(len(same) == 1 for same in found.values()):
            whole.append(_joined([next(iter(found[index].values())) for index in sorted(found)]))
    return tuple(whole)


def _joined(parts: list[Seen]) -> FoundCode:
    text = text_in(segment for part in parts for segment in part.segments)
    return replace(parts[0].code, data=b"".join(part.code.data for part in parts), text=text)
