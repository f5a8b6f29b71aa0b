# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue cannot be opened: the screen says that nothing is possible here, and what there is is not touched."""

from __future__ import annotations

from pathlib import Path

from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.store import STORE
from kiosk.visit.screens import OutOfService
from tests.citizen import Citizen


def test_a_queue_that_cannot_be_opened_is_told_on_the_screen_and_kept(tmp_path: Path) -> None:
    """A blank screen tells nobody where else to go."""
    with Stage(tmp_path) as stage:
        store = stage.places.state / STORE
        store.mkdir()
        engine = stage.start_engine()
        citizen = Citizen(stage.places.socket)
        page = citizen.expect(OutOfService)
        assert page.code == Failures.STORE_CLOSED.code
        assert page.help_phone
        assert engine.poll() is None
        assert store.is_dir()
        citizen.close()
