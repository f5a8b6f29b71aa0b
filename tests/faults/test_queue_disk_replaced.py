# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk with the queue is dead and a new one in its place: what waited comes from the copy on the second disk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from kiosk.demo.stage import TERMINAL_ID, Stage
from kiosk.hardware import fingerprint
from kiosk.province.credentials import load_credentials
from kiosk.province.reference.record import record_of
from kiosk.store import STORE
from kiosk.visit.screens import Home
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.night_copy import copy
from offline_cache.outbox.outbox import Outbox
from offline_cache.sealing import Sealer
from tests.citizen import Citizen
from tests.province_site import case_payload, eventually


def test_what_waited_is_delivered_from_the_new_disk(tmp_path: Path) -> None:
    """Every case that waited in a village without a link would be lost with the disk, though there are two."""
    second = tmp_path / "second"
    second.mkdir()
    with Stage(tmp_path / "stage") as stage:
        text = stage.terminal_file.read_text(encoding="utf-8")
        stage.terminal_file.write_text(text.replace("[platform]", f'copy = "{second}"\n\n[platform]'), encoding="utf-8")
        credentials = load_credentials(stage.places.config / "credentials", TERMINAL_ID)
        key = credentials.sealing_key(datetime.now(UTC))
        assert key is not None
        store = stage.places.state / STORE
        outbox = Outbox(
            Database(store),
            Sealer(key, credentials.terminal_key),
            terminal=TERMINAL_ID,
            hardware=fingerprint(),
            clock=SystemClock(),
            random=Random(1),
        )
        waiting = [outbox.commit("report-12345", case_payload(), slip=b"{}") for _ in range(3)]
        copy(store, spare_bytes=0, folder=second)
        outbox.close()
        for file in stage.places.state.iterdir():
            file.unlink()
        stage.start_engine()
        citizen = Citizen(stage.places.socket)
        citizen.expect(Home)
        for one in waiting:
            eventually(lambda key=one.key: record_of(stage.platform.database, key) is not None, within=30)  # type: ignore[misc]
        assert {one.number for one in stage.transactions()} == {one.number for one in waiting}
        citizen.close()
