# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a case reaches its office from a stick without its papers, or its papers stay in the village."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kiosk.__main__ import main
from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.attachments.folder import FOLDER
from offline_cache.bundle import read_batches, verify_bundle
from offline_cache.number import format_number
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from tests.attachment_site import PERSON, contents_at, payload_with, picture
from tests.kiosk.commands.village import Village, open_village, read, write_terminal

PAPERS = (picture(1_500_000, 1), picture(10, 2))


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    (tmp_path / "site").mkdir()
    with open_village(tmp_path) as made:
        yield made


def hand_in(village: Village, papers: tuple[bytes, ...] = PAPERS) -> Transaction:
    return village.outbox.commit("report-12345", payload_with(len(papers)), slip=b"{}", attachments=papers)


def test_papers_are_carried_and_opened(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way on the stick, twice; nothing on it names anybody."""
    case = hand_in(village)
    [plain] = village.hand_in(1)
    assert village.queue("export", str(village.bundle), "--all") == 0
    content = village.bundle.read_bytes()
    assert content.isascii()
    assert len(content) > 4 * len(PAPERS[0]) / 3
    for _ in range(2):
        capsys.readouterr()
        assert village.carry_in() == 0
        assert capsys.readouterr().out.splitlines()[-1] == "2 of 2 transactions are accepted"
    assert contents_at(village.site, case.key) == list(PAPERS)
    village.site.process_all()
    for one in (case, plain):
        record = record_of(village.site.platform.database, one.key)
        assert record is not None
        assert record.state == "settled"
    client = village.site.client(village.credentials)
    [told] = client.status([case.key])
    client.close()
    assert village.outbox.by_hand.record_arrival(told).state is State.ACCEPTED


def test_another_terminal_brings_what_is_missing_of_them(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first half came by the network before the line broke for weeks."""
    case = hand_in(village)
    [attached, _] = village.outbox.attachments.of(case.key)
    client = village.site.client(village.credentials)
    client.deliver(village.outbox.claim(1))
    client.upload(attached.digest, 0, village.outbox.attachments.piece(attached, 0, 700_000))
    client.close()
    village.outbox.release([case.key], "unreachable")
    village.queue("export", str(village.bundle), "--all")
    write_terminal(tmp_path / "other", village.site, village.site.enrol("4452-0138"))
    capsys.readouterr()
    assert main(["queue", "import", str(village.bundle), "--data", str(tmp_path / "other")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "bundle of terminal 4452-0137: 1 accepted"
    assert contents_at(village.site, case.key) == list(PAPERS)
    assert not list((tmp_path / "other").rglob(attached.digest)), "nothing of it is kept there"


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_damaged_paper_is_told_and_holds_up_no_other(
    village: Village, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others' cases would stay in the village because of one bad sector."""
    damaged, whole = hand_in(village), hand_in(village)
    path = village.data / "lib" / FOLDER / village.outbox.attachments.of(damaged.key)[0].digest
    path.unlink() if how == "missing" else path.write_bytes(Random(1).randbytes(path.stat().st_size))
    assert village.queue("export", str(village.bundle), "--all") == 0
    said = capsys.readouterr()
    assert said.err == f"{format_number(damaged.number)}  damaged: an attachment is {how}; it is not carried\n"
    assert said.out.startswith("1 transactions are in")
    assert (village.state(damaged), village.state(whole)) == (State.PARKED, State.EXPORTED)
    assert village.carry_in() == 0
    assert count_transactions(village.site.platform.database) == 1
    assert PERSON not in said.err + said.out


def test_show_tells_how_many_and_how_large(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    """Why a case has been on its way since yesterday."""
    case = hand_in(village)
    sizes = [attached.size for attached in village.outbox.attachments.of(case.key)]
    assert village.queue("show", case.number) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("attachments")]
    assert line.split(maxsplit=1)[1] == f"{sizes[0]} bytes, {sizes[1]} bytes"
    village.queue("show", case.number, "--json")
    assert [one["size"] for one in read(capsys)["attachments"]] == sizes


def test_what_belongs_to_one_case_is_carried_in_its_order_or_not_at_all(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    """A supplement would be at its office before the application that waits for a technician."""
    case_id = "0f2b4a52-9d57-4b0e-9a4b-2d9c5a1d8c11"
    first, second, third = (
        village.outbox.commit("report-12345", payload_with(0), slip=b"{}", case_id=case_id) for _ in range(3)
    )
    [other] = village.hand_in(1)
    village.queue("park", first.number, "--reason", "asked_by_platform")
    capsys.readouterr()
    assert village.queue("export", str(village.bundle), "--all") == 0
    said = capsys.readouterr()
    waits = f"waits for {format_number(first.number)} of the same case; it is not carried"
    assert said.err.splitlines() == [f"{format_number(one.number)}  {waits}" for one in (second, third)]
    assert said.out.startswith("1 transactions are in")
    assert village.state(other) is State.EXPORTED
    assert village.queue("export", str(village.stick / "2"), second.number) == 2, "nothing is left to carry"
    village.queue("retry", first.number)
    backwards = (third.number, second.number, first.number)
    for stick, named in (("3", ("--all",)), ("4", backwards)):
        assert village.queue("export", str(village.stick / stick), *named) == 0
        with (village.stick / stick).open("rb") as file:
            manifest = verify_bundle(file, lambda manifest: (manifest.public_key,))
            there = [sealed.read_header().number for batch, _ in read_batches(file, manifest, 10) for sealed in batch]
        assert [number for number in there if number != other.number] == [*reversed(backwards)]
    capsys.readouterr()
    assert village.carry_in(village.stick / "3") == 0
    told = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert [key for key in told if key != other.key][:3] == [first.key, second.key, third.key]
