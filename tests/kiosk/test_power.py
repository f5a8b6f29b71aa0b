# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a visit begins that the power does not let end, or a village is sent home with the lights on."""

from __future__ import annotations

from typing import cast

import pytest

from drivers.ups.contract import Power, PowerListener, Supply, Ups
from kiosk.power import PowerWatch


class Supplied:
    """A supply that says what the test says."""

    def __init__(self, supply: Supply) -> None:
        self.power = Power(supply)
        self.tell: PowerListener = lambda power: None

    def watch(self, listener: PowerListener) -> None:
        self.tell = listener


def watched(supply: Supply) -> tuple[PowerWatch, Supplied]:
    ups = Supplied(supply)
    return PowerWatch(cast("Ups", ups)), ups


def test_without_a_supply_the_mains_are_believed() -> None:
    """Most terminals have none, and would never serve."""
    assert not PowerWatch(None).on_battery


@pytest.mark.parametrize(
    ("supply", "on_battery"),
    [
        (Supply.MAINS, False),
        (Supply.RECOVERED, False),
        (Supply.UNKNOWN, False),
        (Supply.BATTERY, True),
        (Supply.LOW, True),
    ],
)
def test_what_is_known_at_the_start_counts(supply: Supply, on_battery: bool) -> None:
    """A terminal that starts in a power cut would begin a visit."""
    assert watched(supply)[0].on_battery is on_battery


def test_silence_changes_nothing() -> None:
    """The supply's own program dies first in a long cut; that would look like the power being back."""
    watch, ups = watched(Supply.MAINS)
    ups.tell(Power(Supply.LOW))
    ups.tell(Power(Supply.UNKNOWN))
    assert watch.on_battery
    ups.tell(Power(Supply.RECOVERED))
    assert not watch.on_battery


def test_each_change_is_told_once() -> None:
    """The home page would go on offering what is not possible, or be drawn anew with each per cent of the battery."""
    watch, ups = watched(Supply.MAINS)
    told: list[bool] = []
    watch.on_change = lambda: told.append(watch.on_battery)
    for supply in (Supply.MAINS, Supply.BATTERY, Supply.BATTERY, Supply.LOW, Supply.RECOVERED, Supply.MAINS):
        ups.tell(Power(supply))
    assert told == [True, False]
