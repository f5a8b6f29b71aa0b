# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk becomes full while a citizen's papers are written: nothing of the case is kept, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path
from random import Random

from offline_cache.attachments.folder import FOLDER
from offline_cache.ballast import BALLAST, Ballast
from offline_cache.errors import NoRoomForAttachments, StoreFull
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from tests.faults.small_disk import complaints, fill
from tests.offline_cache.store_stand import SimulatedClock, open_outbox

_PAPER = Random(1).randbytes(300_000)


def test_papers_that_do_not_fit_leave_nothing(tmp_path: Path) -> None:
    """Half a picture without a case, or a case without its picture, and a citizen who was told that all is well."""
    assert complaints(_each_write, tmp_path / "disk", megabytes=6) == ""


def _each_write(folder: Path) -> None:
    outbox = open_outbox(folder, SimulatedClock(), random=Random(1))
    _hand_in(outbox)
    kept, refused, room = 1, 0, 0
    while refused < 40:
        # A little more room each time, so that each write is once the one that does not fit: of the papers or of rows.
        filler = fill(folder, leave=room)
        try:
            _hand_in(outbox)
            kept += 1
        except StoreFull:
            refused += 1
        room = (room + 23_000) % 425_000
        _whole(outbox, folder, kept)
        filler.unlink()
    outbox.close()
    outbox = open_outbox(folder, SimulatedClock(), random=Random(1))
    _whole(outbox, folder, kept)
    _hand_in(outbox)
    _whole(outbox, folder, kept + 1)
    outbox.close()


def _hand_in(outbox: Outbox) -> None:
    outbox.commit("report-12345", b"{}", slip=b"{}", attachments=(_PAPER, _PAPER[:100_000]))


def _whole(outbox: Outbox, folder: Path, kept: int) -> None:
    assert outbox.counts()[State.QUEUED] == kept
    files = sorted(path.name for path in (folder / FOLDER).iterdir())
    rows = outbox._database.rows("SELECT digest, key FROM attachments ORDER BY digest")
    assert files == [row["digest"] for row in rows]
    assert len(files) == 2 * kept
    for transaction in outbox.listed(limit=100):
        outbox.attachments.check(transaction.key)


def test_papers_never_take_the_room_that_is_held_for_the_truth(tmp_path: Path) -> None:
    """One book, and the terminal could not write down any more what the platform answers about all the others."""
    assert complaints(_ballast, tmp_path / "disk", megabytes=8) == ""


def _ballast(folder: Path) -> None:
    outbox = open_outbox(folder, SimulatedClock(), random=Random(1))
    ballast = Ballast(folder, size=2 << 20, spare_bytes=1 << 20)
    assert ballast.keep()
    fill(folder, leave=100_000)
    try:
        ballast.spent_on(lambda: _hand_in(outbox))
    except NoRoomForAttachments:
        assert (folder / BALLAST).exists()
        outbox.close()
        return
    raise AssertionError("the papers went into the ballast's room")
