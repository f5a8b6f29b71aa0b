# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, one wrong line or one bad driver takes the whole terminal out of service."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest

from drivers.contract import ConfigurationError, Device
from kiosk.peripherals import Peripherals, open_peripherals
from kiosk.terminal import Device as Entry
from kiosk.terminal import Platform, Terminal
from kiosk.words import Words

ENTRY = Entry("x", "x", {})


class Opened:
    """A device that notes what is done with it, and may have a mistake in its start."""

    def __init__(self, mistake: Exception | None = None) -> None:
        self.done: list[str] = []
        self._mistake = mistake

    async def start(self) -> None:
        self.done.append("start")
        if self._mistake is not None:
            raise self._mistake

    async def close(self) -> None:
        self.done.append("close")


def opened(made: dict[str, Any]) -> Peripherals:
    """Open these; an exception among them is raised instead of making the device."""
    terminal = Terminal(
        "4452-0137", "445202003201", Words.same("x"), cast("Platform", None), dict.fromkeys(made, ENTRY)
    )

    def make(_: Terminal, name: str) -> Device:
        if isinstance(made[name], Exception):
            raise made[name]
        return cast("Device", made[name])

    async def whole() -> Peripherals:
        async with AsyncExitStack() as stack:
            return await open_peripherals(stack, terminal, make)

    return asyncio.run(whole())


def test_what_is_named_is_opened_and_closed() -> None:
    """A port that stays open is in use for the next start."""
    reader, scanner = Opened(), Opened()
    peripherals = opened({"id_reader": reader, "scanner": scanner})
    assert cast("Any", peripherals.id_reader) is reader
    assert peripherals.social_card is None
    assert reader.done == scanner.done == ["start", "close"]


@pytest.mark.parametrize(
    "mistake", [ConfigurationError("expected another port"), KeyError("somebody's name"), OSError("somebody's name")]
)
def test_one_that_cannot_be_made_takes_nothing_else_away(mistake: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """A slip in one line of terminal.toml, or another firm's driver, would close the terminal."""
    reader = Opened()
    with caplog.at_level(logging.ERROR):
        peripherals = opened({"id_reader": reader, "scanner": mistake})
    assert peripherals.scanner is None
    assert reader.done == ["start", "close"]
    assert "scanner cannot be used" in caplog.text
    assert "somebody" not in caplog.text


def test_one_whose_start_breaks_is_closed_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """The visit would ask a device that never started."""
    reader, scanner = Opened(), Opened(RuntimeError("somebody's name"))
    with caplog.at_level(logging.ERROR):
        peripherals = opened({"id_reader": reader, "scanner": scanner})
    assert peripherals.scanner is None
    assert scanner.done == ["start", "close"]
    assert cast("Any", peripherals.id_reader) is reader
    assert "somebody" not in caplog.text
