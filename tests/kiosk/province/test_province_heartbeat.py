# SPDX-License-Identifier: GPL-3.0-or-later
"""Heartbeats over real HTTP: the platform knows how each terminal is, and which ones are silent."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.commands import platform as command
from kiosk.province.contract import Heartbeat
from kiosk.province.reference.heartbeats import keep_heartbeat, terminal_records
from offline_cache.clock import ClockQuality
from tests.province_site import NOW, open_site

CALM = Heartbeat(
    built=None,
    waiting=0,
    set_aside=0,
    oldest_seconds=None,
    last_accepted=NOW,
    free_bytes=12_000_000_000,
    clock_quality=ClockQuality.CONFIRMED,
    clock_ahead=-1,
    refused=(),
    unusable=(),
)
TROUBLED = CALM.model_copy(
    update={
        "waiting": 7,
        "set_aside": 1,
        "oldest_seconds": 5400,
        "clock_ahead": 3600,
        "refused": ("disk", "count"),
        "unusable": ("receipt_printer",),
    }
)


def test_the_last_heartbeat_of_each_terminal_is_kept(tmp_path: Path) -> None:
    """Whoever runs a province would hear of a dead terminal from the village."""
    with open_site(tmp_path) as site:
        first, second = site.enrol(), site.enrol("4452-0138")
        site.enrol("4452-0139")
        for credentials, beats in ((first, [CALM, TROUBLED]), (second, [CALM])):
            client = site.client(credentials)
            for beat in beats:
                client.heartbeat(beat)
            client.close()
        keep_heartbeat(site.platform.database, second.terminal, CALM, at=NOW + timedelta(hours=1))
        records = terminal_records(site.platform.database)
    assert [(one.terminal, one.heard_at, one.told) for one in records] == [
        ("4452-0139", None, None),
        ("4452-0137", NOW, TROUBLED),
        ("4452-0138", NOW + timedelta(hours=1), CALM),
    ]


def test_the_command_lists_the_silent_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a list of thousands nobody would find the one that matters."""
    with open_site(tmp_path, serving=False) as site:
        for terminal in ("4452-0137", "4452-0138", "4452-0139"):
            site.enrol(terminal)
        keep_heartbeat(site.platform.database, "4452-0138", TROUBLED, at=datetime(2026, 11, 20, 1, 2, tzinfo=UTC))
        keep_heartbeat(site.platform.database, "4452-0137", CALM, at=NOW)
        address = site.platform.database_url
        folder = site.platform.folder
        parser = argparse.ArgumentParser()
        command.add(parser.add_subparsers())
        given = ["platform", "terminals", "--data", str(folder), "--database", address]
        for arguments in (given, [*given, "--json"]):
            options = parser.parse_args(arguments)
            assert options.func(options) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines == [
        "4452-0139  never heard of",
        "4452-0138  2026-11-20 09:02  7 waiting, the oldest for 1.5 h, 1 set aside, 12.0 GB free, its clock is off by "
        "3600 s, takes nothing new: disk count, cannot use: receipt_printer",
        "4452-0137  2026-11-21 09:30  0 waiting, 12.0 GB free",
    ]
    told = json.loads(last)["terminals"]
    assert [one["terminal"] for one in told] == ["4452-0139", "4452-0138", "4452-0137"]
    assert told[1]["told"] == TROUBLED.model_dump(mode="json")
