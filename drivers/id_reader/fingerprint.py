# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints on a resident identity card: none, one or two templates (指纹特征点数据, GA/T 1012) of 512 bytes each.

A template is for comparison with a live finger by a program of its maker's; nothing here looks into it but for the
finger that it is of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

TEMPLATE_LENGTH = 512
MOST = 2
_FINGER_AT = 5


class Finger(IntEnum):
    """Which finger (指位代码)."""

    RIGHT_THUMB = 11
    RIGHT_INDEX = 12
    RIGHT_MIDDLE = 13
    RIGHT_RING = 14
    RIGHT_LITTLE = 15
    LEFT_THUMB = 16
    LEFT_INDEX = 17
    LEFT_MIDDLE = 18
    LEFT_RING = 19
    LEFT_LITTLE = 20
    RIGHT_UNCERTAIN = 97
    LEFT_UNCERTAIN = 98
    UNCERTAIN = 99


class MalformedFingerprints(Exception):  # noqa: N818
    """The bytes are no templates."""


@dataclass(frozen=True, slots=True, repr=False)
class Fingerprint:
    """One template. Its repr shows nothing of it."""

    finger: Finger
    """`UNCERTAIN` also for a code that is none of the table's."""
    template: bytes

    def __repr__(self) -> str:
        return "Fingerprint()"


def parse_fingerprints(data: bytes) -> tuple[Fingerprint, ...]:
    """Return the templates in `data`, which may be empty; raises `MalformedFingerprints`."""
    if len(data) % TEMPLATE_LENGTH or len(data) > MOST * TEMPLATE_LENGTH:
        raise MalformedFingerprints("fingerprints of an unknown length")
    pieces = (data[at : at + TEMPLATE_LENGTH] for at in range(0, len(data), TEMPLATE_LENGTH))
    return tuple(Fingerprint(_finger(piece[_FINGER_AT]), piece) for piece in pieces)


def _finger(code: int) -> Finger:
    try:
        return Finger(code)
    except ValueError:
        return Finger.UNCERTAIN
