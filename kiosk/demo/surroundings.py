# SPDX-License-Identifier: GPL-3.0-or-later
"""What is around a terminal and no device of it: the link to the platform, and the mains plug."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.demo.arguments import ON_OFF
from kiosk.demo.keeper import Keeper
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Facts, Steerable, Verb
from kiosk.province.reference.running import RunningPlatform


@dataclass(frozen=True)
class Surroundings:
    """Both at once."""

    platform: RunningPlatform
    keeper: Keeper


def _link(around: Surroundings, on: bool) -> None:
    if on:
        around.platform.start()
    else:
        around.platform.stop()


def _power(around: Surroundings, on: bool) -> None:
    if on:
        around.keeper.restore("engine")
    else:
        around.keeper.cut("engine")


def _facts(around: Surroundings) -> Facts:
    return {"link": around.platform.serves, "power": around.keeper.keeps("engine")}


SURROUNDINGS: Steerable[Surroundings] = Steerable(
    "surroundings",
    Title("网络和电源", "Link and power"),
    verbs=(
        Verb("link", "cut the link to the platform, or restore it", _link, (ON_OFF,)),
        Verb("power", "cut the power, which kills the engine, or restore it", _power, (ON_OFF,)),
    ),
    facts=_facts,
    panel=(
        Switch(
            Title("网络", "Link"),
            "link",
            well=Title("通", "up"),
            spoil=Push(Title("断网", "Cut"), "link off"),
            ill=Title("断了", "down"),
            mend=Push(Title("接通", "Restore"), "link on"),
        ),
        Switch(
            Title("终端电源", "Terminal"),
            "power",
            well=Title("通电", "on"),
            spoil=Push(Title("断电", "Cut"), "power off"),
            ill=Title("断电", "off"),
            mend=Push(Title("通电", "Restore"), "power on"),
        ),
    ),
)
