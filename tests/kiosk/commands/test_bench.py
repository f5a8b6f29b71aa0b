# SPDX-License-Identifier: GPL-3.0-or-later
import json
from collections.abc import Callable

import pytest

from kiosk.__main__ import main
from kiosk.bench.figures import Figure
from kiosk.commands import bench


def given(monkeypatch: pytest.MonkeyPatch, *figures: Figure) -> None:
    benches: dict[str, Callable[[], list[Figure]]] = {"drivers": lambda: list(figures)}
    monkeypatch.setattr(bench, "BENCHES", benches)


def test_a_broken_limit_is_told_by_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A nightly run would pass over a driver that has become slow."""
    given(monkeypatch, Figure("reading", 1.3, "times", 1.25), Figure("other", 7, "ms"))
    assert main(["bench", "drivers"]) == 1
    said = capsys.readouterr().out
    assert "limit 1.25: BROKEN" in said
    assert "other" in said


def test_figures_for_a_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever collects figures from many machines would have to read a table for people."""
    given(monkeypatch, Figure("reading", 1.2, "times", 1.25, "paced wire"))
    assert main(["bench", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "benches": {
            "drivers": [
                {"name": "reading", "value": 1.2, "unit": "times", "limit": 1.25, "about": "paced wire", "holds": True}
            ]
        },
    }


def test_a_bench_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in the name would run nothing and look like success."""
    with pytest.raises(SystemExit) as end:
        main(["bench", "driver"])
    assert end.value.code == 2
