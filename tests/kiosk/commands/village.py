# SPDX-License-Identifier: GPL-3.0-or-later
"""A village without a line: a terminal whose queue fills, a province, and a USB stick between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.__main__ import main
from kiosk.province.credentials import Credentials
from kiosk.province.reference.record import record_of
from kiosk.store import STORE
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealer
from tests.province_site import Site, case_payload, open_site

TERMINAL = """\
[terminal]
id = "{id}"
division = "445202003201"
place = "东阳村便民服务站"

[platform]
url = "{url}"
credentials = "{credentials}"
"""


@dataclass
class Village:
    """A terminal that has no link, a province, and a stick."""

    site: Site
    credentials: Credentials
    data: Path
    outbox: Outbox
    stick: Path

    @property
    def bundle(self) -> Path:
        return self.stick / "kiosk.bundle"

    def hand_in(self, count: int) -> list[Transaction]:
        return [self.outbox.commit("report-12345", case_payload(), slip=b"{}") for _ in range(count)]

    def queue(self, *arguments: str) -> int:
        return main(["queue", *arguments, "--data", str(self.data)])

    def carry_in(self, path: Path | None = None, *arguments: str) -> int:
        """`kiosk platform import`, beside the running platform."""
        platform = self.site.platform
        places = ("--data", str(platform.folder), "--database", platform.database_url)
        return main(["platform", "import", str(path or self.bundle), *places, *arguments])

    def state(self, one: Transaction) -> State:
        kept = self.outbox.get(one.key)
        assert kept is not None
        return kept.state

    def arrivals(self, one: Transaction) -> int:
        record = record_of(self.site.platform.database, one.key)
        return 0 if record is None else record.arrivals


def write_terminal(data: Path, site: Site, credentials: Credentials) -> None:
    (data / "etc").mkdir(parents=True, exist_ok=True)
    folder = site.folder / f"credentials-{credentials.terminal}"
    text = TERMINAL.format(id=credentials.terminal, url=site.platform.url, credentials=folder)
    (data / "etc" / "terminal.toml").write_text(text, encoding="utf-8")


@contextmanager
def open_village(folder: Path) -> Iterator[Village]:
    with open_site(folder / "site", now=lambda: SystemClock().now()) as site:
        credentials = site.enrol()
        data, stick = folder / "terminal", folder / "stick"
        write_terminal(data, site, credentials)
        (data / "lib").mkdir()
        stick.mkdir()
        key = credentials.sealing_key(credentials.key_ring.issued)
        assert key is not None
        outbox = Outbox(
            Database(data / "lib" / STORE),
            Sealer(key, credentials.terminal_key),
            terminal=credentials.terminal,
            hardware="board-1",
            clock=SystemClock(),
            random=Random(5),
        )
        outbox.take_over()
        try:
            yield Village(site, credentials, data, outbox, stick)
        finally:
            outbox.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    (tmp_path / "site").mkdir()
    with open_village(tmp_path) as made:
        yield made


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)
