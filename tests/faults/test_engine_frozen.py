# SPDX-License-Identifier: GPL-3.0-or-later
"""A driver's C call may freeze the engine. Without two processes the screen would freeze with it, and look broken."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from kiosk.demo.player import Player
from kiosk.demo.stage import Stage
from kiosk.places import reachable

FROZEN = 2.0
"""Seconds, as the promise says."""


def test_screen_moves_and_answers_while_the_engine_is_frozen(tmp_path: Path) -> None:
    """The animation goes on, a touch is seen and kept, and the visit goes on when the engine does."""
    with Stage(tmp_path) as stage:
        engine = stage.start_engine()
        stage.start_ui((1080, 1920), hands=True, module="tests.visits.watched_screen")
        with Player(reachable(stage.hands_address), tmp_path / "screens") as player:
            player.page("Home")
            player.touch("反映问题")
            player.page("Guide")
            player.touch("开始")
            player.page("Consent")
            player.touch("可以")
            player.page("PlaceCard")
            engine.send_signal(signal.SIGSTOP)
            frozen_at = time.monotonic()
            try:
                player.order("changes", pictures=4, within=FROZEN)
                player.touch("语言")
                assert "English" in player.see()["seen"], "the languages must open without the engine"
                player.touch("English")
                player.order("sees", name="Back", within=FROZEN)
                player.touch("Back")
                assert player.order("waits", within=FROZEN)["late"], "the page must ask for patience by itself"
                assert player.see()["page"] == "PlaceCard", "only the engine leads on"
                wait_until(frozen_at + FROZEN)
            finally:
                engine.send_signal(signal.SIGCONT)
            player.page("Consent")


def wait_until(moment: float) -> None:
    """The freeze lasts as long as the promise names, however fast the screen answered."""
    time.sleep(max(0.0, moment - time.monotonic()))
