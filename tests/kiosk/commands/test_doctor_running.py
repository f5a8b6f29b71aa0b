# SPDX-License-Identifier: GPL-3.0-or-later
"""A technician examines a terminal that serves.

If these fail, a network printer that talks to the terminal counts as silent, and somebody switches it off in mid-job.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.__main__ import main
from kiosk.demo.stage import Stage
from kiosk.only_one import who_is
from kiosk.seen_devices import seen_by_the_terminal

WITHIN = 30.0


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        sees(stage, usable=True)
        yield stage


def sees(stage: Stage, *, usable: bool) -> None:
    """Wait until the running terminal knows its printer so."""
    deadline = time.monotonic() + WITHIN
    while True:
        printer = seen_by_the_terminal(stage.places).get("receipt_printer")
        if printer is not None and printer.usable is usable:
            return
        assert time.monotonic() < deadline, printer
        time.sleep(0.05)


@pytest.fixture
def told(stage: Stage, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    def run(*command: str) -> tuple[int, Any]:
        places = ["--terminal", str(stage.terminal_file), "--data", str(stage.places.state.parent)]
        status = main([*command, *places, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_devices_are_as_the_terminal_sees_them(stage: Stage, told: Callable[..., tuple[int, Any]]) -> None:
    """Each of them is held by the terminal; who asked them would disturb it, or hear nothing."""
    _, content = told("doctor")
    found = {one["part"]: one for one in content["findings"]}
    for name in ("id_reader", "receipt_printer"):
        assert found[name]["verdict"] == "good", found[name]
        assert found[name]["found"] == "online; as the running terminal sees it"


def test_an_empty_roll_is_told_with_what_to_do(stage: Stage, told: Callable[..., tuple[int, Any]]) -> None:
    """The one who brings the roll looks here whether it was that."""
    stage.printer.paper_out()
    try:
        sees(stage, usable=False)
        status, content = told("doctor")
        of_printer, printer = told("device", "receipt_printer", "status")
    finally:
        stage.printer.load_paper()
    sees(stage, usable=True)
    (finding,) = [one for one in content["findings"] if one["part"] == "receipt_printer"]
    assert (status, finding["verdict"]) == (1, "degraded")
    assert "paper_out" in finding["found"]
    assert "paper" in finding["do"]
    assert of_printer == 1
    assert printer == {
        "state": "user_error",
        "action": "clear",
        "ok": False,
        "paper": "out",
        "trouble": "paper_out",
        "seen_by": "the running terminal",
    }


def test_a_sample_is_not_printed_into_somebodys_visit(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Its bytes would come out in the midst of a receipt."""
    places = ["--terminal", str(stage.terminal_file), "--data", str(stage.places.state.parent)]
    assert main(["device", "receipt_printer", "print", *places]) == 2
    assert "the terminal runs and holds receipt_printer; end it first" in capsys.readouterr().err
    assert stage.printer.papers == ()


def test_the_technicians_word_reaches_the_terminal_that_serves(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has repaired the link would wait for the longest pause, or end the terminal in the midst of a visit."""
    before = who_is(stage.places, "engine")
    assert main(["queue", "send", "--data", str(stage.places.state.parent)]) == 0
    assert "tries everything now" in capsys.readouterr().out
    sees(stage, usable=True)
    assert who_is(stage.places, "engine") == before
