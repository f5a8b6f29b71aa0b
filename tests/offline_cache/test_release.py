# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import UTC, datetime
from pathlib import Path

import pytest

from offline_cache import release
from offline_cache.clock import ClockQuality
from offline_cache.release import BUILT_ON, FIRST, built_on, released
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import SimulatedClock


def test_the_build_says_its_day(tmp_path: Path) -> None:
    """A terminal with a flat battery would start below the day of its own release."""
    (tmp_path / BUILT_ON).write_text("2027-03-09\n")
    assert built_on(tmp_path) == datetime(2027, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("content", ["", "soon", "2027-13-01", "九月"])
def test_a_file_that_cannot_be_read_is_no_day(tmp_path: Path, content: str) -> None:
    """A damaged file would keep the terminal from starting."""
    (tmp_path / BUILT_ON).write_text(content, encoding="utf-8")
    assert built_on(tmp_path) is None
    assert built_on(tmp_path / "not there") is None


def test_no_clock_stands_below_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """1970 on the slip, and no key of the platform would be valid yet."""
    built = datetime(2027, 3, 9, tzinfo=UTC)
    monkeypatch.setattr(release, "built_on", lambda: built)
    assert released() == built
    clock = TrustedClock(SimulatedClock())
    assert clock.now() == built
    assert clock.quality is ClockQuality.AT_LEAST
    monkeypatch.setattr(release, "built_on", lambda: None)
    assert released() == FIRST
