# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo that cannot be set up must end with an error; otherwise `make run` hangs without a word."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from drivers.id_reader.emulator import Emulator
from kiosk.demo.stage import Stage


class NoReader(Emulator):
    """As on a machine that has no pseudo-terminals left."""

    def start(self) -> None:
        raise OSError("out of pty devices")

    def close(self) -> None:
        raise TimeoutError("the emulator does not answer its handle")


def test_what_was_started_is_ended_when_the_rest_fails(tmp_path: Path) -> None:
    """The platform's thread would keep the program alive for ever."""
    before = {thread.name for thread in threading.enumerate()}
    with pytest.raises(TimeoutError), Stage(tmp_path, reader=NoReader.on_pty(tmp_path / "reader")):
        pass
    assert {thread.name for thread in threading.enumerate()} <= before
