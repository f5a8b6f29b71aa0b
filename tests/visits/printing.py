# SPDX-License-Identifier: GPL-3.0-or-later
"""What the visits with a printer in trouble share: their stage, the way of pages, and what a technician is told."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.__main__ import main
from kiosk.demo.stage import Stage
from kiosk.store import STORE
from kiosk.visit.screens import End, Home, Rate, Result, Screen
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from tests.citizen import PATIENCE, Citizen, tip_off

KEPT = ("id_reader", "receipt_printer", "document_printer")
"""What stands on the stage; the technician would wait for the others."""

Jobs = list[tuple[PrintState, bool]]


@contextmanager
def printing_stage(folder: Path, **receipt_printer: str | int) -> Iterator[Stage]:
    """A stage with a card reader and both printers; without an engine yet.

    What the receipt printer's section of terminal.toml is to say besides, or instead, is given by name.
    """
    with Stage(folder) as stage:
        head, *sections = stage.terminal_file.read_text(encoding="utf-8").split("[devices.")
        kept = {name: text for name, _, text in (section.partition("]") for section in sections) if name in KEPT}
        for key, value in receipt_printer.items():
            line = f"{key} = {json.dumps(value)}\n"
            kept["receipt_printer"] = (
                re.sub(rf"(?m)^{key} = .*\n", "", kept["receipt_printer"]).rstrip() + f"\n{line}\n"
            )
        told = "".join(f"[devices.{name}]{text}" for name, text in kept.items())
        stage.terminal_file.write_text(head + told, encoding="utf-8")
        yield stage


def start_engine(stage: Stage, *, usb: bool = False) -> None:
    """Start an engine that looks at its printers all the time."""
    port = str(urlsplit(stage.printer.url).port)
    command = [sys.executable, "-m", "tests.visits.printing_engine", *(("--usb", port) if usb else ())]
    stage.start_engine(*command)


def before_the_result(citizen: Citizen) -> Result:
    """Come to a home page without troubles, and hand something in without a name."""
    citizen.expect(Home, lambda page: not page.notices)
    tip_off(citizen)
    result = citizen.expect(Result, lambda page: page.outcome != "registered")
    assert result.can_print
    assert result.number
    citizen.pages.clear()
    return result


def goes_home(citizen: Citizen) -> list[str]:
    """Go from the rating to the home page; return all pages behind the result, each with its state where it has one."""
    citizen.expect(Rate)
    citizen.press("SKIP")
    citizen.expect(End)
    citizen.press("AGAIN")
    citizen.expect(Home)
    return way(citizen)


def way(citizen: Citizen) -> list[str]:
    """Return the pages that were looked at, each once however often it was drawn anew."""
    names = [_name(page) for page in citizen.pages if not isinstance(page, Result)]
    return [name for name, before in zip(names, ["", *names], strict=False) if name != before]


def _name(page: Screen) -> str:
    state = getattr(page, "state", "")
    return f"{type(page).__name__} {state}" if state else type(page).__name__


def jobs(stage: Stage) -> Jobs:
    """Return the print jobs of the last case, as the books have them; each with whether it is a reprint."""
    database = Database(stage.places.state / STORE)
    try:
        queue = Queue(database, SystemClock())
        last = max(queue.listed(limit=100), key=lambda transaction: transaction.number)
        return [(job.state, job.reprint) for job in queue.print_jobs.of(last.key)]
    finally:
        database.close()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what nobody tells."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Technician:
    """Asks the terminal by the command line, while it runs or not."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def receipts(self, number: str) -> list[tuple[str, bool]]:
        """Return what `kiosk queue show` says of the receipts of a number as it stands on the screen."""
        shown = self._says("queue", "show", number.replace(" ", ""))
        return [(one["state"], one["reprint"]) for one in shown["receipts"]]

    def reads(self, device: str, *words: str) -> None:
        """Wait until `kiosk doctor` says all this of a device, or of what to do about it."""
        told: list[str] = []

        def said() -> bool:
            told[:] = self._finding(device)
            return all(word in " - ".join(told) for word in words)

        try:
            until(said)
        except AssertionError:
            raise AssertionError(f"{device}: {told} instead of {words}") from None

    def _finding(self, device: str) -> list[str]:
        findings = {one["part"]: one for one in self._says("doctor")["findings"]}
        return [findings[device]["verdict"], findings[device]["found"], findings[device]["do"]]

    def _says(self, *command: str) -> Any:
        places = ["--terminal", str(self._stage.terminal_file), "--data", str(self._stage.places.state.parent)]
        with redirect_stdout(StringIO()) as said:
            main([*command, *places, "--json"])
        return json.loads(said.getvalue())
