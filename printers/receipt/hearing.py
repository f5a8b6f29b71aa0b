# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells what a printer says apart: answers, fences, what it pushes by itself, and noise. Pure.

A byte that fits nowhere is passed over alone, so that one lost or stray byte never hides what comes behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from printers.receipt.profiles import Dialect

FULL_STATUS = b"\x10\x0f"
"""What begins the answer to DLE EOT 20; four bytes follow."""
_FLOW_CONTROL = frozenset({0x11, 0x13})
"""XON and XOFF, which a serial printer may send between its answers."""
_BLOCK = 0x37
"""What begins an answer in several bytes that ends with NUL (Epson: header 37h)."""
_PROCESS_ID, _CLEARED = 0x22, 0x25


class Kind(Enum):
    """What one saying of a printer is."""

    STATUS = "status"
    """An answer to a question about its state."""
    FENCE = "fence"
    """An answer that comes in turn: to GS r, or to GS ( H with its number."""
    CLEARED = "cleared"
    """It forgot what it had not printed."""
    PUSHED = "pushed"
    """Flow control or automatic status, which nobody asked for."""
    NOISE = "noise"


@dataclass(frozen=True)
class Said:
    """One saying, with its bytes."""

    kind: Kind
    data: bytes


def hear(heard: bytearray, dialect: Dialect, *, over: bool) -> Said | None:
    """Take the first saying from what was heard; None when nothing is left, or when more may belong to it.

    `over`: nothing more comes, so what is not whole is noise.
    """
    if not heard:
        return None
    kind, length = _first(heard, dialect)
    if len(heard) < length:
        if not over:
            return None
        kind, length = Kind.NOISE, 1
    data = bytes(heard[:length])
    del heard[:length]
    return Said(kind, data)


def _first(heard: bytearray, dialect: Dialect) -> tuple[Kind, int]:
    """Return what the first saying is, as far as it can be told, and how many bytes it has."""
    first = heard[0]
    if dialect is Dialect.CUSTOM and FULL_STATUS.startswith(heard[:2]):
        return Kind.STATUS, 6
    if first in _FLOW_CONTROL:
        return Kind.PUSHED, 1
    if dialect is Dialect.PANEL:
        return (Kind.STATUS if is_panel_status(first) else Kind.NOISE), 1
    if first == _BLOCK:
        return _block(heard)
    if is_status_answer(first):
        return Kind.STATUS, 1
    if is_automatic_status(first):
        whole = all(is_automatic_status_rest(byte) for byte in heard[1:4])
        return (Kind.PUSHED, 4) if whole else (Kind.NOISE, 1)
    if is_fence_answer(first):
        return Kind.FENCE, 1
    return Kind.NOISE, 1


def _block(heard: bytearray) -> tuple[Kind, int]:
    if len(heard) < 2:
        return Kind.NOISE, 2
    kind, length = {_PROCESS_ID: (Kind.FENCE, 7), _CLEARED: (Kind.CLEARED, 3)}.get(heard[1], (Kind.NOISE, 1))
    if len(heard) >= length > 1 and heard[length - 1] != 0:
        return Kind.NOISE, 1
    return kind, length


def is_status_answer(byte: int) -> bool:
    """Tell whether a byte has the fixed bits of an answer to DLE EOT, 0xx1xx10.

    Automatic status (0xx1xx00), XON and XOFF have not.
    """
    return byte & 0x93 == 0x12


def is_automatic_status(byte: int) -> bool:
    """Tell whether a byte begins an automatic status of four bytes (Epson GS a), 0xx1xx00."""
    return byte & 0x93 == 0x10


def is_automatic_status_rest(byte: int) -> bool:
    """Tell whether a byte can be the second to fourth of an automatic status, 0xx0xxxx."""
    return byte & 0x90 == 0x00


def is_fence_answer(byte: int) -> bool:
    """Tell whether a byte has the fixed bits of an answer to GS r, 0xx0xxxx."""
    return byte & 0x90 == 0x00


def is_panel_status(byte: int) -> bool:
    """Tell whether a byte can be a panel printer's status: bits 1, 4, 5 and 7 mean nothing and are not set."""
    return byte & 0xB2 == 0x00
