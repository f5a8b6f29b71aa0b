# SPDX-License-Identifier: GPL-3.0-or-later
import shutil
import sys
from pathlib import Path

import pytest

from kiosk.bench import outbox
from kiosk.bench.figures import Figure


def by_name(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_the_queue_waits_for_the_disk_no_more_often_than_it_must(tmp_path: Path) -> None:
    """Each sync takes tens of milliseconds on a terminal's flash disk: citizens wait, and a backlog takes nights."""
    figures = outbox.counted_syncs(tmp_path, 100)
    assert [figure for figure in figures if not figure.holds] == []
    assert figures[0].value >= 2, "a commit or an acceptance that is not synced is lost with the power"
    assert figures[2].value >= 1


def test_syncs_that_nobody_can_count_are_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without strace would pass, whatever the queue does to its disk."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (figure,) = outbox.counted_syncs(tmp_path, 100)
    assert "strace" in figure.name
    assert not figure.holds


def test_a_peer_that_is_not_there_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison with nobody would look like one that was won."""
    monkeypatch.setitem(sys.modules, "litequeue", None)
    figures = by_name(outbox.against_peers(tmp_path, 3))
    assert not figures["litequeue is not installed: nothing to compare with"].holds
    assert "our cycle / persist-queue's" in figures
    assert "our cycle / localqueue's" in figures


def test_what_waits_and_what_is_settled_does_not_slow_the_claim(tmp_path: Path) -> None:
    """After a week's outage, or after a year, each delivery would begin with a walk over all that ever was."""
    figures = outbox.backlog(tmp_path, 5000, 50)
    # A walk over 5000 rows would take a hundred times as long; the limit itself is for a quiet machine.
    assert [figure for figure in figures if figure.limit is not None and figure.value > 5] == []


def test_every_other_measurement_ends(tmp_path: Path) -> None:
    """A benchmark that breaks is noticed when somebody needs it."""
    figures = by_name([*outbox.enqueueing(tmp_path, 5), *outbox.draining(tmp_path, 10), *outbox.going_on(tmp_path, 40)])
    assert figures["in batches / one by one"].value < 1
    assert figures["Python's memory that stays"].holds
