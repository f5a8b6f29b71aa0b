# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the stage a few times a second, on a thread of its own: what waits, what has arrived, what was printed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from sqlalchemy.exc import SQLAlchemyError

from kiosk.demo.keeper import Keeper
from kiosk.demo.stage import Stage
from kiosk.demo.steering import Facts, Steered
from kiosk.province.reference.record import count_transactions
from kiosk.store import STORE
from offline_cache.outbox.states import UNDELIVERED

LOOK_EVERY = 0.25
"""Seconds between two looks."""


@dataclass(frozen=True)
class Sight:
    """What there was at one look."""

    waiting: int = 0
    """Transactions that the terminal alone holds."""
    at_platform: int = 0
    """Transactions that the platform holds."""
    papers: tuple[str, ...] = ()
    """What has come out of the printers, in order: `receipt/1` is the first receipt, `sheet/1` the first side of A4."""
    facts: Mapping[str, Facts] = field(default_factory=dict)
    """What each thing on the bench does, by its name."""


class Lookout(QObject):
    """Tells what has changed, and has the keeper look after engine and ui."""

    seen = Signal(object)
    """A Sight that differs from the one before."""

    def __init__(
        self, stage: Stage, keeper: Keeper, steered: Mapping[str, Steered[Any]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._steered = steered
        self._keeper = keeper
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lookout")

    def start(self) -> None:
        """Look from now on."""
        self._thread.start()

    def close(self) -> None:
        """Look no more; returns when the last look is done."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        last = Sight()
        while not self._over.wait(LOOK_EVERY):
            self._keeper.look()
            sight = self._look(last)
            if sight != last:
                last = sight
                self.seen.emit(sight)

    def _look(self, last: Sight) -> Sight:
        """Look once; a database that is busy just now has not changed as far as anybody knows."""
        waiting, at_platform = last.waiting, last.at_platform
        with contextlib.suppress(sqlite3.Error):
            waiting = _count_waiting(self._stage.places.state / STORE)
        with contextlib.suppress(SQLAlchemyError):
            at_platform = count_transactions(self._stage.platform.database)
        facts = {name: steered.facts for name, steered in self._steered.items()}
        return Sight(waiting, at_platform, papers=self._papers(last.papers), facts=facts)

    def _papers(self, known: tuple[str, ...]) -> tuple[str, ...]:
        there = {"receipt": len(self._stage.printer.papers), "sheet": len(self._stage.document_printer.sheets)}
        for kind, count in there.items():
            before = sum(paper.startswith(kind) for paper in known)
            known += tuple(f"{kind}/{number + 1}" for number in range(before, count))
        return known


def _count_waiting(store: Path) -> int:
    """Count what the terminal alone holds. Raises sqlite3.Error, also while there is no store yet.

    It is opened for reading only: to make the store, or to bring it up to date, is the engine's part.
    """
    with contextlib.closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        question = "SELECT count(*) FROM transactions WHERE state IN (SELECT value FROM json_each(?))"
        (count,) = connection.execute(question, (json.dumps(UNDELIVERED),)).fetchone()
    return int(count)
