# SPDX-License-Identifier: GPL-3.0-or-later
"""A hand with chip cards before a virtual reader (vpcd) of a real PC/SC service, and what can be done to the cards."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from pathlib import Path

from drivers.smart_card.emulator import Chip, Emulator
from kiosk.demo.arguments import ON_OFF, hexadecimal, one_of, seconds, whole
from kiosk.demo.panel import Title
from kiosk.demo.steering import Facts, Verb

READER = "Virtual PCD 00 00"
"""What the service calls vpcd's first reader."""
_MISSING = Title("没有虚拟读卡器（pcscd 和 vpcd）", "No virtual reader here: install pcscd and vsmartcard-vpcd")
_FROM_CARD_TO_CARD = 0.6
"""Seconds from one card to the next. The service looks every 0.4 s, and would take a quicker one for the first."""
_LISTENING = "0A"
"""A line's state in /proc/net/tcp."""


class Hand(Emulator):
    """A hand before the virtual reader that waits at a TCP port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__(lambda: _dial(port))
        self.port = port


def reader_waits(port: int) -> bool:
    """Say whether something listens there; to dial would be to put in a card."""
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else ():
            _, address, _, state = line.split()[:4]
            if state == _LISTENING and int(address.rpartition(":")[2], 16) == port:
                return True
    return False


def card_verbs(chips: Mapping[str, Chip]) -> tuple[Verb[Hand], ...]:
    """Return what can be done with these cards."""
    return (
        Verb("insert", "put a card into the reader, in the place of any other", _insert, (one_of("CARD", chips),)),
        Verb("lift", "take the card out", Emulator.lift),
        Verb(
            "pull",
            "take the card out in its next reading, instead of answering the command after so many more",
            Emulator.lift_mid_reading,
            (whole("COMMANDS", 0, 100, "0"),),
        ),
        Verb("mute", "hear commands and answer none, or answer again", lambda it, on: it.mute(on=on), (ON_OFF,)),
        Verb("slow", "think before each answer", Emulator.slow, (seconds(),)),
        Verb("damage", "lose most of the next answers", Emulator.damage, (whole("ANSWERS", 0, 1000, "1"),)),
        Verb(
            "sick",
            "answer every command with this SW1 SW2: 6581 memory failure, 6283 card blocked",
            _sicken,
            (hexadecimal("SW1SW2", "6581", length=2),),
        ),
        Verb("heal", "end every trouble", _heal),
    )


def card_facts(hand: Hand, chips: Mapping[str, Chip]) -> Facts:
    """Return whether a reader waits, which card is in it, and whether that is well."""
    chip = hand.chip
    return {
        "reader": reader_waits(hand.port),
        "card": next((name for name, one in chips.items() if one is chip), None),
        "healthy": hand.well,
    }


def what_is_missing(facts: Facts) -> Title | None:
    """Return what this machine lacks; None when a virtual reader waits."""
    return None if facts["reader"] else _MISSING


def _dial(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=5)
    line.settimeout(None)
    return line


def _insert(hand: Hand, chip: Chip) -> None:
    if not reader_waits(hand.port):
        raise ConnectionRefusedError(f"no virtual reader waits at port {hand.port}; it needs pcscd and vsmartcard-vpcd")
    hand.lift()
    time.sleep(_FROM_CARD_TO_CARD)
    hand.insert(chip)


def _sicken(hand: Hand, verdict: bytes) -> None:
    hand.refuse(b"", int.from_bytes(verdict, "big"))


def _heal(hand: Hand) -> None:
    hand.refuse(b"", None)
    hand.mute(on=False)
    hand.slow(0)
    hand.damage(0)
