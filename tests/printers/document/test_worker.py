# SPDX-License-Identifier: GPL-3.0-or-later
"""A process for one document. Lost: a document that crashes or hangs its reader takes the terminal along."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from pathlib import Path

import pytest

from printers.document import worker
from printers.document.worker import WorkError, apart

LARGE = bytes(300_000)
"""More than a pipe holds."""


def test_what_it_returns_comes_back() -> None:
    assert apart(len, LARGE) == len(LARGE)


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(WorkError, match="ended with 3"):
        apart(os._exit, 3)


def test_one_that_dies_before_it_has_read_anything_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "/nonexistent/main.py", raising=False)
    with pytest.raises(WorkError, match="ended with 1"):
        apart(len, LARGE)


def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WITHIN", 1.0)
    with pytest.raises(WorkError):
        apart(time.sleep, 600)


def test_an_exception_is_told_by_its_name_alone() -> None:
    """Its text may quote the document."""
    with pytest.raises(WorkError) as told:
        apart(int, "陈桂英")
    assert str(told.value) == "ValueError"


@pytest.mark.parametrize("spare", [0, 2, 3])
def test_a_machine_that_can_start_no_process_is_told(spare: int) -> None:
    """Lost: where files or memory are used up, the visit breaks instead of saying that it does not work now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.ExitStack() as files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 256), hard))
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        left = [files.enter_context(Path("/dev/null").open("rb")) for _ in range(spare)]
        with contextlib.suppress(OSError):
            while True:
                files.enter_context(Path("/dev/null").open("rb"))
        for file in left:
            file.close()
        with pytest.raises(WorkError, match="no process"):
            apart(len, LARGE)
