# SPDX-License-Identifier: GPL-3.0-or-later
"""More than a month without a link: the menu says so before the form, and takes it back when the link is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from kiosk.demo.stage import TERMINAL_ID, Stage
from kiosk.failures import Failures
from kiosk.hardware import fingerprint
from kiosk.province.credentials import load_credentials
from kiosk.province.reference.record import record_of
from kiosk.store import STORE
from kiosk.visit.screens import Guide, Home, Tile
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.room import ROOM
from offline_cache.sealing import Sealer
from tests.citizen import Citizen
from tests.province_site import case_payload, eventually

SERVICE = "report-12345"


class LongAgo(SystemClock):
    """The machine's clock of five weeks ago."""

    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(days=35)


def committed_long_ago(stage: Stage) -> str:
    """Commit one case, as the terminal did five weeks ago; return its key."""
    credentials = load_credentials(stage.places.config / "credentials", TERMINAL_ID)
    key = credentials.sealing_key(datetime.now(UTC))
    assert key is not None
    outbox = Outbox(
        Database(stage.places.state / STORE),
        Sealer(key, credentials.terminal_key),
        terminal=TERMINAL_ID,
        hardware=fingerprint(),
        clock=LongAgo(),
        random=Random(1),
    )
    made = outbox.commit(SERVICE, case_payload(), slip=b"{}")
    outbox.close()
    return made.key


def tile(home: Home) -> Tile:
    return next(tile for tile in home.tiles if tile.service == SERVICE)


def test_the_menu_withdraws_the_promise_and_gives_it_back(tmp_path: Path) -> None:
    """Somebody would fill in a form for a case that stays in the machine; or the machine stay shut after the repair."""
    with Stage(tmp_path) as stage:
        key = committed_long_ago(stage)
        stage.platform.stop()
        stage.start_engine()
        citizen = Citizen(stage.places.socket)
        home = citizen.expect(Home)
        assert tile(home).why_not == Failures.LINK_LOST.value.title
        assert Failures.LINK_LOST.words in home.notices
        stage.platform.start()
        home = citizen.expect(Home, lambda page: tile(page).why_not is None, within=40)
        assert home.notices == ()
        eventually(lambda: record_of(stage.platform.database, key) is not None, within=30)
        citizen.press("OPEN", SERVICE)
        citizen.expect(Guide)
        assert (stage.places.state / ROOM).exists(), "room is held before the form"
        citizen.close()
