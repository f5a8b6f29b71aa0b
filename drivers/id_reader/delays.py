# SPDX-License-Identifier: GPL-3.0-or-later
"""All time limits of the ID-card reader, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, all of them. The defaults suit a SAM_A reader at 115200 baud and down to 9600.

    A silent reader is reported after `tries` × `answer` while a card is waited for, and after `read_answer` while one
    is read: both stay below 3 s together with the pause between. Where an idle question has just found it silent, a
    reading that waited behind that asks once more and not `tries` times.
    """

    poll: float = 0.3
    """Between two looks for a card. Vendors say no faster."""
    answer: float = 0.8
    """Until the answer to a short command has begun."""
    read_answer: float = 2.2
    """Until the answer to the reading of a card has begun; the module talks to the card's chip meanwhile."""
    gap: float = 0.5
    """Between two bytes of one answer."""
    frame: float = 10.0
    """For one whole answer, however slowly it trickles."""
    tries: int = 2
    """Commands in a row without a sensible answer after which the reader counts as silent (a number, not seconds)."""
    watch: float = 0.5
    """Between two looks, while idle, whether the line has ended."""
    probe: float = 2.0
    """Between two questions for the module's status while idle."""
    reopen_first: float = 0.25
    """Until a lost port is tried again; doubled after each failure …"""
    reopen_most: float = 1.0
    """… up to this. Chance takes up to a half off each pause."""
    settle: float = 0.02
    """From a module's word that it changes its speed until it is spoken to at the new one; at least 5 ms."""
    hopeless: float = 4.0
    """Silence after which the port is closed and opened anew: a dead connection is never told to have died."""
    connect: float = 1.4
    """For a TCP peer to accept. A reading may begin behind an idle try, and the two together stay below 3 s."""
    start: float = 3.0
    """That `start()` waits for the first word on how the reader stands."""
    close: float = 3.0
    """That `close()` waits for the reader's thread."""
