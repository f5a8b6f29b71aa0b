# SPDX-License-Identifier: GPL-3.0-or-later
"""Where terminal and bench stand on the screen of whoever shows the demo: the terminal left, the bench beside it."""

from __future__ import annotations

from dataclasses import dataclass

GAP = 24
"""Pixels between the windows and around them."""
OF_THE_HEIGHT = 0.9
"""How much of the screen's height the windows take; the rest is for title bars."""
BENCH_LEAST = 0.36
"""How much of the screen's width the bench is left with by a terminal that lies."""
BENCH_WIDEST = 1.25
"""Times its height; on a wider screen the bench would be more ground than bench."""


@dataclass(frozen=True)
class Spot:
    """Where the terminal's window stands, and how many pixels of the screen one of its own takes."""

    x: int
    y: int
    scale: float


@dataclass(frozen=True)
class Frame:
    """A window's place on the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


def arrange(room: Frame, terminal: tuple[int, int]) -> tuple[Spot, Frame]:
    """Return the places of a terminal of this size, and of the bench, side by side in the middle of the room."""
    tallest = room.height * OF_THE_HEIGHT
    widest = room.width * (1 - BENCH_LEAST) - 3 * GAP
    scale = min(tallest / terminal[1], widest / terminal[0], 1.0)
    width, height = terminal[0] * scale, terminal[1] * scale
    bench_height = max(height, min(tallest, height * 1.5))
    bench_width = min(room.width - 3 * GAP - width, bench_height * BENCH_WIDEST)
    left = room.x + (room.width - width - GAP - bench_width) / 2
    return (
        Spot(round(left), round(room.y + (room.height - height) / 2), scale),
        Frame(
            round(left + width + GAP),
            round(room.y + (room.height - bench_height) / 2),
            int(bench_width),
            int(bench_height),
        ),
    )
