# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/outbox.md says what the code does: whoever stands before a parked case at night has only this page."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.province
import offline_cache
from kiosk.possible import REFUSED
from kiosk.province.client import TOO_LARGE
from kiosk.province.contract import Reason
from kiosk.retention import KEPT
from kiosk.steps.guide import VISIT_BYTES
from offline_cache.ballast import BALLAST, BALLAST_BYTES
from offline_cache.clock import ClockQuality
from offline_cache.outbox.states import TRANSITIONS, State
from offline_cache.policy import DAY, Limits, Refusal
from offline_cache.room import ROOM
from offline_cache.transport import TransportTrouble, reason_word

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "outbox.md").read_text(encoding="utf-8")
FIRST_CELLS = "\n".join(re.findall(r"^\| ([^|]+) \|", TEXT, re.MULTILINE))
_GIVES_REASON = {"park", "reject", "release"}


def section(title: str) -> str:
    [found] = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return str(found)


def reasons_in_the_code() -> Iterator[str]:
    """Every word that the terminal itself writes beside a case, wherever it is written."""
    for path in (ROOT / "offline_cache").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                given += [keyword.value for keyword in node.keywords if keyword.arg == "trouble"]
                if isinstance(node.func, ast.Attribute) and node.func.attr in _GIVES_REASON:
                    given += node.args
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                given += [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "trouble"]
            yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def troubles(kind: type[TransportTrouble] = TransportTrouble) -> Iterator[type[TransportTrouble]]:
    yield kind
    for below in kind.__subclasses__():
        yield from troubles(below)


def test_each_reason_is_explained() -> None:
    """A word in a list that nobody has explained: the technician deletes the case, or drives home."""
    for package in (offline_cache, kiosk.province):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    written = set(reasons_in_the_code())
    assert written >= {"key_conflict", "acceptance_of_other_bytes", "damaged", "interrupted", "forgotten", "no_result"}
    reasons = written | {trouble.code for trouble in troubles() if trouble.__module__.startswith(("offline", "kiosk"))}
    reasons |= {reason.value for reason in Reason} | {TOO_LARGE, reason_word("free text, which is none")}
    told = section("Reasons")
    assert {reason for reason in reasons if f"`{reason}`" not in told} == set()


def test_only_real_reasons_are_explained() -> None:
    """What no longer exists makes people look for what is not there."""
    told = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| ([^|]+) \|", section("Reasons"), re.MULTILINE))))
    known = set(reasons_in_the_code()) | {trouble.code for trouble in troubles()}
    assert told - known - {reason.value for reason in Reason} == {TOO_LARGE, "unspecified"}


@pytest.mark.parametrize("state", State)
def test_each_state_is_explained_with_what_follows(state: State) -> None:
    """A state that a list shows and the page does not know."""
    told = section("States")
    assert f"| `{state}` |" in told
    for then in TRANSITIONS[state] - {State.QUEUED}:
        assert then in told.split("```")[1]


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_is_explained_with_its_code(refusal: Refusal) -> None:
    """The doctor says `contact`, the citizen sees QU05, and nobody knows that it is one thing."""
    [row] = re.findall(rf"^\| `{refusal}` \|.*$", section("What can still be promised"), re.MULTILINE)
    assert f"`{REFUSED[refusal].code}`" in row


def test_the_numbers_are_those_of_the_code() -> None:
    """An operator plans a visit by these numbers."""
    limits = Limits()
    told = section("What can still be promised")
    assert f"{limits.free_bytes >> 20} MB free" in told
    assert f"{limits.waiting:,} cases undelivered" in told
    assert f"the oldest that waits to be sent: {limits.oldest / DAY:.0f} days" in told
    assert f"not answered for {limits.contact / DAY:.0f} days" in told
    assert limits.update == 2 * 365 * DAY
    assert "more than two years ago" in told
    assert limits.overdue == 2 * 3600
    assert f"{VISIT_BYTES >> 20} MB are set aside for this visit in `{ROOM}`" in told
    assert f"{BALLAST_BYTES >> 20} MB for the truth, in `{BALLAST}`" in told
    assert f"sealed bytes stay for {KEPT.days} days" in section("What is promised")


@pytest.mark.parametrize("quality", ClockQuality)
def test_each_quality_of_the_clock_is_explained(quality: ClockQuality) -> None:
    """A word in each header that nobody can read."""
    assert f"| `{quality}` |" in section("The clock")
