# SPDX-License-Identifier: GPL-3.0-or-later
"""An error that nobody foresaw must not write what a citizen typed into a log that is kept for weeks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.breakage import where

SECRET = "陈桂英 445202195803120026"

BROKEN = {
    "main": "raise ValueError(secret)",
    "thread": "t = threading.Thread(target=lambda: int(secret)); t.start(); t.join()",
    "cause": "try:\n    int(secret)\nexcept ValueError as error:\n    raise RuntimeError(secret) from error",
    "loop": (
        "loop = asyncio.new_event_loop()\n"
        "loop.set_exception_handler(on_loop)\n"
        "loop.call_soon(int, secret)\n"
        "loop.call_soon(loop.stop)\n"
        "loop.run_forever()\n"
        "loop.close()"
    ),
    "passing": "class A:\n    def __del__(self):\n        int(secret)\na = A()\ndel a",
}


@pytest.mark.parametrize("way", BROKEN)
def test_no_way_of_breaking_tells_the_text(way: str) -> None:
    """A log with a name and a number in it is a leak, however the program broke."""
    program = (
        "import asyncio, logging, sys, threading\n"
        "from kiosk.breakage import keep_texts_out_of_the_log, on_loop\n"
        "logging.basicConfig()\n"
        "keep_texts_out_of_the_log()\n"
        "secret = sys.argv[1]\n" + BROKEN[way]
    )
    done = subprocess.run([sys.executable, "-c", program, SECRET], capture_output=True, text=True, check=False)
    assert "ValueError" in done.stderr
    assert "陈桂英" not in done.stderr
    assert "4452" not in done.stderr


def test_place_and_cause_are_told() -> None:
    """A developer could not find the fault."""
    try:
        try:
            int("x")
        except ValueError as cause:
            raise RuntimeError("text") from cause
    except RuntimeError as error:
        told = where(error)
    assert told.startswith("RuntimeError in test_place_and_cause_are_told:")
    assert "from ValueError in" in told
    assert "text" not in told
