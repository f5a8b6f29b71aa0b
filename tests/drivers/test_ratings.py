# SPDX-License-Identifier: GPL-3.0-or-later
"""The table "How far to trust each driver" of docs/drivers.md, and what of bronze can be looked up.

If these fail, a technician trusts a driver for what it is not, or looks for one that is not there.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from drivers.driver import Driver
from drivers.registry import BUILT_IN
from kiosk.terminal import INTERFACES
from tests.captured import FOLDER as CAPTURES

ROOT = Path(__file__).parents[2]
DRIVERS = (ROOT / "docs" / "drivers.md").read_text(encoding="utf-8")
TERMINAL = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")

TIERS = ("bronze", "silver", "gold", "platinum")

Name = tuple[str, str]
"""Interface and driver."""

EMULATED_BY: Mapping[str, str] = {"presence": "drivers.lights.emulator"}
"""Where the emulator of a class is not in its own package."""

each = pytest.mark.parametrize("driver", BUILT_IN, ids=lambda driver: f"{driver.interface}-{driver.name}")


def name_of(driver: Driver) -> Name:
    return driver.interface, driver.name


def rows() -> list[tuple[Name, str, str]]:
    """Return each driver of the table with its tier and what it has been run against."""
    table = DRIVERS.partition("\n## How far to trust each driver\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (`.+?) \| (`.+?) \| (\w+) \| (.+) \|$", table, re.MULTILINE)
    return [
        ((interface, name), tier, met)
        for interfaces, names, tier, met in found
        for interface in re.findall("`(.+?)`", interfaces)
        for name in re.findall("`(.+?)`", names)
    ]


def test_every_driver_is_rated_once_and_every_rating_has_a_driver() -> None:
    """As above."""
    assert sorted(name for name, _, _ in rows()) == sorted(map(name_of, BUILT_IN))


@pytest.mark.parametrize(("name", "tier", "met"), rows(), ids=lambda part: "-".join(part) if len(part) == 2 else "")
def test_a_rating_says_what_it_rests_on(name: Name, tier: str, met: str) -> None:
    """A tier without a word on the hardware is an opinion."""
    assert tier in TIERS
    assert re.search(r"\b(has|have) met\b", met), "say what hardware it has met, or that it has met none"
    if tier != "bronze":
        assert re.search(r"\b20\d\d-\d\d-\d\d\b", met), "name make, firmware and date"
        assert list(CAPTURES.glob(f"{'_'.join(name)}*.txt")), "a real device's capture is replayed"


def test_every_tier_has_its_list() -> None:
    """Nobody could tell what a driver lacks for the next one."""
    for tier in TIERS:
        list_ = re.search(rf"^\*\*{tier.capitalize()}\*\*: .+\n\n((?:- .+\n(?:  .+\n)*)+)", DRIVERS, re.MULTILINE)
        assert list_ is not None
        assert list_[1].count("\n- ") >= 2


@each
def test_bronze_there_is_an_emulator(driver: Driver) -> None:
    """It would have been run against nothing."""
    package = ".".join(driver.opens.partition(":")[0].split(".")[:2])
    assert importlib.util.find_spec(EMULATED_BY.get(driver.interface, f"{package}.emulator")) is not None


@each
def test_bronze_its_settings_are_documented(driver: Driver) -> None:
    """A technician could not set it up without reading code."""
    devices = [device for device, interface in INTERFACES.items() if interface == driver.interface]
    sections = re.split(r"^### ", TERMINAL, flags=re.MULTILINE)[1:]
    own = [
        section
        for section in sections
        if f'driver = "{driver.name}"' in section.partition("\n")[0]
        and any(f"[devices.{device}]" in section.partition("\n")[0] for device in devices)
    ]
    assert len(own) == 1
    keys = set(re.findall(r"`(\w+)`", re.sub(r"^.*\n", "", own[0])))
    assert {key for key in driver.settings if key not in keys} == set()
    chapters = DRIVERS.partition("\n## Writing another driver\n")[0]
    assert re.search(rf'`{driver.name}`|^driver = "{driver.name}"', chapters, re.MULTILINE), "name it in its chapter"
