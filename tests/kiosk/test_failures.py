# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a citizen meets a page without words, or a technician a code that nobody has explained."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import drivers
import offline_cache
from assets import asset
from drivers.contract import DeviceError
from kiosk.failures import Failures
from kiosk.steps.cards import READER_TROUBLES
from kiosk.steps.inquire import TRANSPORT_FAILURES
from kiosk.steps.print import PRINTER_TROUBLES
from kiosk.words import Words
from offline_cache.transport import TransportTrouble
from printers.contract import Trouble

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "failures.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", DOCUMENT, re.MULTILINE))
HAN = re.compile(r"[\u4e00-\u9fff]")

each = pytest.mark.parametrize("failure", Failures, ids=lambda failure: failure.name)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def used_names() -> set[str]:
    """Members of Failures that the program names somewhere besides their definition."""
    return {
        node.attr
        for path, tree in trees()
        if path.name != "failures.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Failures"
    }


USED = used_names()


@each
def test_each_code_is_documented(failure: Failures) -> None:
    """Whoever is called reads the code out and must find what to do."""
    assert failure.code in ROWS
    seen, cause, remedy = ROWS[failure.code].split(" | ")
    assert seen.startswith(f"{failure.value.title.hans}: "), "the document must quote what the citizen sees"
    assert cause
    assert remedy


def test_only_real_codes_are_documented() -> None:
    """A code that never appears makes people look for what is not there."""
    assert list(ROWS) == [failure.code for failure in Failures]


def test_codes_are_unique() -> None:
    """Two failures of one code are one riddle; and an Enum would silently make two equal ones the same."""
    [definition] = [
        node
        for path, tree in trees()
        if path.name == "failures.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "Failures"
    ]
    codes = [
        call.args[0].value
        for call in ast.walk(definition)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Failure"
        if isinstance(call.args[0], ast.Constant)
    ]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert len(codes) == len(Failures)


@each
def test_each_code_is_used(failure: Failures) -> None:
    """A failure that nothing raises hides that its case is met with something else."""
    assert failure.name in USED


@each
def test_texts_are_complete_in_three_languages(failure: Failures) -> None:
    """Somebody who chose English must not meet an empty or a Chinese line in the moment of trouble."""
    for words in (failure.value.title, failure.value.remedy, failure.words):
        assert HAN.search(words.hans)
        assert HAN.search(words.hant)
        assert re.search("[A-Za-z]", words.en)
        assert not HAN.search(words.en)


@each
def test_both_kinds_of_chinese_say_the_same(failure: Failures) -> None:
    """Traditional writing that lost a sentence would leave out the way on."""
    for words in (failure.value.title, failure.value.remedy):
        marks = re.compile(r"[，。？！、]|\d+")
        assert marks.findall(words.hans) == marks.findall(words.hant)
        assert abs(len(words.hans) - len(words.hant)) <= 2


PROMISES = (
    # nobody is told of a fault, and nobody is on the way
    "通知",
    "工作人员",
    "维修",
    "师傅",
    "马上来",
    "已报",
    "technician",
    "notified",
    "has been told",
    "been informed",
    "on the way",
    "staff",
    # no message goes out
    "短信",
    "微信",
    "text message",
    "sms",
    "we will call",
)
"""Words by which a text would promise what this program does not do."""


def texts() -> Iterator[str]:
    """Every text of the program that can reach a screen or a paper."""
    for path, tree in trees():
        if "demo" in path.parts or "commands" in path.parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
                yield from (
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )
    for pack in sorted(asset("services").glob("*.yaml")):
        yield pack.read_text(encoding="utf-8")


def test_no_text_promises_what_the_program_does_not_do() -> None:
    """Somebody would stand and wait for a person who was never called."""
    found = list(texts())
    assert len(found) > 3 * len(Failures)
    promised = {
        (promise, text[:60])
        for text in found
        for promise in PROMISES
        if re.search(rf"\b{promise}\b" if promise.isascii() else promise, text, re.IGNORECASE)
    }
    assert promised == set()


def test_only_failures_before_a_commit_say_that_nothing_is_registered() -> None:
    """「还没有登记」 after a commit makes people hand in the same case again, 「存好」 before it lets them go home."""
    kept = {failure for failure in Failures if "已经存好" in failure.words.hans}
    lost = {failure for failure in Failures if "还没有登记" in failure.words.hans}
    assert kept == {Failures.PAPER_OUT, Failures.PRINTER_TROUBLE}
    assert lost == {Failures.STORE_BROKEN}


def all_of(root: type[Exception], package: object) -> set[type[Exception]]:
    """Every class below `root` that a package defines, itself left out."""
    name = package.__name__  # type: ignore[attr-defined]
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):  # type: ignore[attr-defined]
        importlib.import_module(module.name)
    found: set[type[Exception]] = set()
    todo = [root]
    while todo:
        below = todo.pop().__subclasses__()
        todo += below
        found |= {kind for kind in below if kind.__module__.split(".")[0] == name}
    return found


def test_each_way_in_which_the_platform_fails_has_a_failure() -> None:
    """A trouble that is not in the table would end the inquiry with 机器出了点问题, which is not true."""
    troubles = all_of(TransportTrouble, offline_cache)
    assert len(troubles) >= 7
    assert troubles == set(TRANSPORT_FAILURES)


def test_each_way_in_which_a_reader_fails_has_a_page() -> None:
    """A reader in trouble must leave the other way open, not end the visit."""
    errors = all_of(DeviceError, drivers)
    contracts = {"drivers.contract", "drivers.card_reader", "drivers.smart_card.contract"}
    told = {error for error in errors if error.__module__ in contracts}
    assert len(told) >= 8
    assert told | {DeviceError} == set(READER_TROUBLES), "the rest stays inside the drivers, or falls under the root"


def test_each_way_in_which_a_printer_fails_has_a_page() -> None:
    """The number must stay on the screen whatever the printer does."""
    assert set(Trouble) == set(PRINTER_TROUBLES)
    assert {trouble for trouble, (state, _) in PRINTER_TROUBLES.items() if state == "paper_out"} == {Trouble.PAPER_OUT}


def test_a_line_below_a_field_holds_title_and_remedy() -> None:
    """What is wrong without what to do leaves people standing."""
    assert Failures.ID_NUMBER_CHECK.words == Words(
        "身份证号好像输错了一位。请对照证件再看一遍。",
        "身份證號好像輸錯了一位。請對照證件再看一遍。",
        "One digit seems wrong. Please compare it with your card.",
    )
