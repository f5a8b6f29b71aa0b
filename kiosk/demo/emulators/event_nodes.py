# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated input devices (linux/input.h): they stand in a folder that programs see beneath umockdev, and not on a wire.

All other device nodes are out of sight for such a program; what hangs on TCP ports is not.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from drivers.emulator.event_node import InputDevice
from drivers.emulator.umockdev import World, is_installed
from kiosk.demo.arguments import ON_OFF
from kiosk.demo.panel import Title
from kiosk.demo.steering import Facts, Verb
from kiosk.demo.wires import CABLE

D = TypeVar("D", bound=InputDevice)

MISSING = Title("没有 umockdev", "No program can see it here: install umockdev")


class Standing(Generic[D]):
    """A device in a world of its own, plugged in."""

    def __init__(self, device: Callable[[World], D]) -> None:
        self.world = World()
        self.device = device(self.world)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.world.__exit__(kind, error, trace)

    def unplug(self) -> None:
        """Pull the cable."""
        self.device.unplug()

    def plug(self) -> None:
        """Put the cable back."""
        self.device.plug()


def standing(device: Callable[[World], D]) -> Callable[[int], Standing[D]]:
    """Return what makes a device that has no TCP port."""

    def make(port: int) -> Standing[D]:
        if port:
            raise OSError(errno.EINVAL, "it has an event node and no TCP port")
        return Standing(device)

    return make


def node_settings(it: Standing[Any]) -> Mapping[str, str]:
    """Return what terminal.toml has to say."""
    return {"node": it.device.path}


def node_facts(it: Standing[Any]) -> Facts:
    """Return how the node stands."""
    device = it.device
    return {
        "umockdev": is_installed(),
        "plugged": device.plugged,
        "grabbed": device.grabbed,
        "taken": device.taken,
        "forbidden": device.forbidden,
    }


def node_missing(facts: Facts) -> Title | None:
    """Return what this machine lacks."""
    return None if facts["umockdev"] else MISSING


def node_healed(it: Standing[Any]) -> None:
    """End the troubles of the node, but a pulled cable."""
    it.device.take(on=False)
    it.device.forbid(on=False)


NODE: tuple[Verb[Any], ...] = (
    *CABLE,
    Verb(
        "take",
        "let another program hold it from its next opening on, or let go",
        lambda it, on: it.device.take(on=on),
        (ON_OFF,),
    ),
    Verb(
        "forbid",
        "take the right to it from everybody but root, or give it back",
        lambda it, on: it.device.forbid(on=on),
        (ON_OFF,),
    ),
)
