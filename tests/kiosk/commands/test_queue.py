# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, nobody on site can see what waits, or put right what is stuck."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.__main__ import main
from kiosk.store import STORE
from offline_cache.database import PAGE_BYTES, Database
from offline_cache.number import format_number
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.remains import Remains
from offline_cache.salvage import salvage
from offline_cache.sealing import Sealer
from offline_cache.transport import Accepted, Stage, StatusResult
from tests.offline_cache.store_stand import PLATFORM_KEY, SERVICE, START, TERMINAL, TERMINAL_PRIVATE, SimulatedClock

TEXT = "邻居王某每天烧垃圾"


@dataclass
class Shelf:
    """A terminal's queue that the terminal itself holds open, with one transaction of each kind."""

    data: Path
    outbox: Outbox
    queued: Transaction
    rejected: Transaction
    parked: Transaction
    settled: Transaction

    def run(self, *arguments: str) -> int:
        action, *rest = arguments
        return main(["queue", action, "--data", str(self.data), *rest])

    def state(self, one: Transaction) -> State:
        found = self.outbox.get(one.key)
        assert found is not None
        return found.state


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    (tmp_path / "lib").mkdir()
    clock = SimulatedClock()
    outbox = Outbox(
        Database(tmp_path / "lib" / STORE),
        Sealer(PLATFORM_KEY, TERMINAL_PRIVATE),
        terminal=TERMINAL,
        hardware="board-1",
        clock=clock,
        random=Random(3),
    )
    outbox.take_over()
    settled, rejected, parked, queued = (outbox.commit(SERVICE, TEXT.encode(), slip=b"{}") for _ in range(4))
    [item] = [item for item in outbox.claim(3) if item.key == settled.key]
    outbox.record_acceptance(
        Accepted(key=settled.key, digest=item.sealed.digest, platform_number="445202202611210000013", acceptance=b"{}")
    )
    outbox.settle(StatusResult(key=settled.key, stage=Stage.SETTLED, business_status="accepted"))
    outbox.reject(rejected.key, "bad_header")
    outbox.park(parked.key, "key_conflict")
    yield Shelf(tmp_path, outbox, queued, rejected, parked, settled)
    outbox.close()


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_list_shows_what_waits_oldest_first_and_why(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The first question on the telephone: what is stuck, since when, and why."""
    assert shelf.run("list") == 0
    *lines, summary = capsys.readouterr().out.splitlines()
    numbers = [format_number(one.number) for one in (shelf.rejected, shelf.parked, shelf.queued)]
    assert [line[: len(numbers[0])] for line in lines] == numbers
    assert [line.split()[6] for line in lines] == ["rejected", "parked", "queued"]
    assert "2026-11-21 16:30" in lines[0], "the time is the province's"
    assert lines[0].endswith("bad_header")
    assert lines[1].endswith("key_conflict")
    assert summary.startswith("3 waiting, the oldest for ")
    assert summary.endswith("; 0 delivered, 1 settled")


def test_list_all_shows_what_is_done_too(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Was it ever sent? is answered here."""
    assert shelf.run("list", "--all") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith(format_number(shelf.settled.number))


def test_list_for_a_program(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Monitoring must not read columns."""
    assert shelf.run("list", "--json") == 0
    content = read(capsys)
    assert [one["state"] for one in content["transactions"]] == ["rejected", "parked", "queued"]
    assert content["counts"]["settled"] == 1
    assert set(content["counts"]) == {state.value for state in State}
    assert content["oldest_seconds"] >= 0


@pytest.mark.parametrize("how", ["number", "groups", "hyphens", "platform number", "key"])
def test_show_takes_every_name_of_a_case(shelf: Shelf, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Citizens read out what is on their paper, as it stands there."""
    number = shelf.settled.number
    name = {
        "number": number,
        "groups": format_number(number),
        "hyphens": format_number(number).replace(" ", "-"),
        "platform number": "445202202611210000013",
        "key": shelf.settled.key,
    }[how]
    assert shelf.run("show", name, "--json") == 0
    content = read(capsys)
    assert content["key"] == shelf.settled.key
    assert content["state"] == "settled"
    assert content["business_status"] == "accepted"
    assert content["acceptance"] == "{}"
    assert content["receipts"] == [{"state": "pending", "reprint": False}]


def test_show_for_people_has_a_line_for_each(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """As above, read by eye."""
    assert shelf.run("show", shelf.rejected.number) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if len(line.split()) > 1)
    assert lines["state"] == "rejected"
    assert lines["trouble"] == "bad_header"


def test_nothing_of_a_case_itself_is_printed(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The technician has no business with what a citizen wrote."""
    for one in (shelf.queued, shelf.settled):
        shelf.run("show", one.number)
    shelf.run("list", "--all", "--json")
    said = capsys.readouterr().out
    assert shelf.queued.number in said
    assert TEXT not in said
    assert "王" not in said


@pytest.mark.parametrize("which", ["rejected", "parked"])
def test_retry_puts_back_what_was_set_aside(shelf: Shelf, which: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that was set aside for a mistake that is now mended must reach its office; same key, same bytes."""
    one: Transaction = getattr(shelf, which)
    assert shelf.run("retry", format_number(one.number)) == 0
    assert capsys.readouterr().out == f"{format_number(one.number)} is queued again\n"
    assert shelf.state(one) is State.QUEUED
    now = shelf.outbox.get(one.key)
    assert now is not None
    assert now.digest == one.digest


def test_retry_for_a_program(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """As above."""
    assert shelf.run("retry", shelf.parked.key, "--json") == 0
    assert read(capsys)["state"] == "queued"


@pytest.mark.parametrize("which", ["queued", "settled"])
def test_retry_leaves_alone_what_was_not_set_aside(
    shelf: Shelf, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is delivered must not go out a second time because somebody pressed the wrong number."""
    one: Transaction = getattr(shelf, which)
    assert shelf.run("retry", one.number) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"kiosk: {format_number(one.number)} is {which}: only what was set aside can be put back\n"
    assert shelf.state(one).value == which


@pytest.mark.parametrize("action", ["show", "retry"])
@pytest.mark.parametrize("number", ["44520137604912000184", "4452 0137 6049 1200 0183", "nonsense", "路"])
def test_a_number_that_is_not_there_is_told_in_words(
    shelf: Shelf, action: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and a sentence, not a traceback."""
    assert shelf.run(action, number) == 2
    assert capsys.readouterr().err == f"kiosk: no transaction here has the number or key {number}\n"


@pytest.mark.parametrize("arguments", [["list"], ["show", "1"], ["retry", "1"]], ids=lambda arguments: arguments[0])
def test_a_missing_queue_is_told_with_its_place(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wrong --data would look like an empty queue; and no command may make one."""
    assert main(["queue", *arguments, "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"kiosk: there is no queue yet at {tmp_path / 'lib' / STORE};")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_queue_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is called must know which file to set aside."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / STORE).write_bytes(b"no database at all" * 1000)
    assert main(["queue", "list", "--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"kiosk: the queue at {tmp_path / 'lib' / STORE} cannot be read: StoreCorrupt")
    assert "Traceback" not in said


def test_list_tells_what_a_damaged_queue_cost(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The citizens whose cases were lost must be asked to come again: by number, since no name is known."""
    shelf.outbox.close()
    path = shelf.data / "lib" / STORE
    whole = bytearray(path.read_bytes())
    with closing(Remains(path)) as remains:
        [sealed] = [row["ciphertext"] for row in remains.rows("transactions") if row["key"] == shelf.queued.key]
    assert isinstance(sealed, bytes)
    start = whole.index(sealed[:48]) // PAGE_BYTES * PAGE_BYTES
    whole[start : start + PAGE_BYTES] = b"\xff" * PAGE_BYTES
    path.write_bytes(whole)
    report = salvage(path, START)
    assert report.lost_numbers
    assert shelf.run("list") == 0
    said = capsys.readouterr().out
    assert f"a damaged queue was set aside as {report.set_aside}: {report.summary()}\n" in said
    for number in report.lost_numbers:
        assert f"  lost: {format_number(number)}\n" in said
    assert shelf.run("list", "--json") == 0
    [told] = json.loads(capsys.readouterr().out)["salvages"]
    assert told["lost_numbers"] == report.lost_numbers
