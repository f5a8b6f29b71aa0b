# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform exchanges its key while a terminal works, and even goes over to the other suite.

A terminal that does not follow seals for years to a key that may be stolen; one that stumbles over it loses a case.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from kiosk.demo.stage import Stage
from kiosk.province.contract import KeyRing
from kiosk.province.credentials import load_credentials
from kiosk.province.key_ring import newest_ring
from kiosk.province.reference.provision import rotate_key
from kiosk.province.reference.running import system_time
from kiosk.store import STORE
from kiosk.visit.screens import End, Home, Rate, Result
from offline_cache.outbox.states import State
from offline_cache.sealing import Suite
from tests.citizen import tip_off, visit
from tests.province_site import eventually

PATIENCE = 40.0
EAGER = (sys.executable, "-m", "tests.faults.eager_engine")


def kept_ring(stage: Stage) -> KeyRing:
    """The ring that the terminal would work with after a power cut."""
    credentials = load_credentials(stage.places.config / "credentials")
    return newest_ring(credentials.key_ring, stage.places.state, credentials.platform_root)


def commit_one(stage: Stage) -> None:
    with visit(stage.places.socket) as citizen:
        tip_off(citizen)
        citizen.expect(Result)
        citizen.press("NO_PRINT")
        citizen.expect(Rate)
        citizen.press("SKIP")
        citizen.expect(End)
        citizen.press("AGAIN")
        citizen.expect(Home)


@pytest.mark.parametrize(
    ("first", "second"), [(Suite.HPKE, Suite.SM), pytest.param(Suite.SM, Suite.HPKE, marks=pytest.mark.long)]
)
def test_a_terminal_follows_in_the_midst_of_its_work(tmp_path: Path, first: Suite, second: Suite) -> None:
    """One case before, one that waits through the change, more after it and after a restart."""
    with Stage(tmp_path, suite=first) as stage:
        engine = stage.start_engine(*EAGER)
        commit_one(stage)
        stage.platform.stop()
        commit_one(stage)
        rotated = rotate_key(stage.platform.folder, now=system_time(), suite=second)
        [old, new] = [key.id for key in rotated.usable]
        stage.platform.start()
        eventually(lambda: kept_ring(stage) == rotated, PATIENCE)

        def sealed_to_the_new_one() -> bool:
            commit_one(stage)
            return sealed_to(stage)[-1] == new

        eventually(sealed_to_the_new_one, PATIENCE)
        engine.kill()
        engine.wait(30)
        stage.start_engine(*EAGER)
        commit_one(stage)
        keys = sealed_to(stage)
        assert keys[:2] == [old, old]
        assert keys[-2:] == [new, new]
        eventually(lambda: {one.state for one in stage.transactions()} == {State.SETTLED}, PATIENCE)


def sealed_to(stage: Stage) -> list[str]:
    """The platform key of each of the terminal's transactions, oldest first."""
    database = sqlite3.connect(f"file:{stage.places.state / STORE}?mode=ro", uri=True)
    try:
        return [json.loads(header)["platform_key"] for (header,) in database.execute(_HEADERS)]
    finally:
        database.close()


_HEADERS = "SELECT header FROM transactions ORDER BY id"
