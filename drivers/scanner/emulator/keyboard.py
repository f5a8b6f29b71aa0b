# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner in keyboard mode at its event node, for a program beneath umockdev."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.emulator.event_node import InputDevice, Keys
from drivers.emulator.umockdev import World
from drivers.scanner.emulator import keys

TYPING = Keys(frozenset(range(1, 128)))
VOLUME = Keys(frozenset({113, 114, 115}))
"""The second node of many scanners, which types nothing."""


class KeyboardScanner(InputDevice):
    """Types each code, and Enter behind it unless told otherwise."""

    def __init__(self, world: World) -> None:
        super().__init__(world, "usb-Nobody_Scanner-event-kbd", TYPING, number=7)

    def show(self, code: bytes | str, *, aim: str = "", suffix: bytes = b"\r") -> None:
        """Hold a code before the scanner."""
        content = code.encode() if isinstance(code, str) else code
        self.type(keys.typed(aim.encode() + content + suffix))

    def type(self, events: Iterable[keys.Event]) -> None:
        """Type these events."""
        self.send(keys.packed(events))
