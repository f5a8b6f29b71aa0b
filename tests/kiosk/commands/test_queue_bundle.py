# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, cases of a village whose line is down for weeks stay there, or reach their office twice or changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.province.reference.provision import enrol_terminal
from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.number import format_number
from offline_cache.outbox.states import State
from offline_cache.transport import Accepted
from tests.kiosk.commands.village import Village, read, village, write_terminal
from tests.province_site import DIVISION, NOW

__all__ = ["village"]


def test_stick_and_network_both_arrive_and_each_case_is_there_once(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way: exported, carried, imported, and then the line comes back and sends as well."""
    cases = village.hand_in(3)
    assert village.queue("export", str(village.bundle), "--all") == 0
    assert "3 transactions are in" in capsys.readouterr().out
    assert [village.state(one) for one in cases] == [State.EXPORTED] * 3

    assert village.carry_in() == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "3 of 3 transactions are accepted"
    assert [line.split()[:2] for line in said.splitlines()[:-1]] == [[one.key, "accepted"] for one in cases]

    client = village.site.client(village.credentials, clock=None)
    [told] = client.status([cases[0].key])
    assert village.outbox.by_hand.record_arrival(told).state is State.ACCEPTED
    for one in cases[1:]:  # as a technician does who does not know that the stick arrived
        assert village.queue("retry", one.number) == 0
    results = client.deliver(village.outbox.claim(10))
    client.close()
    for result in results:
        assert isinstance(result, Accepted)
        assert village.outbox.record_acceptance(result).state is State.ACCEPTED
    assert count_transactions(village.site.platform.database) == 3
    assert [village.arrivals(one) for one in cases] == [1, 2, 2]
    village.site.process_all()
    record = record_of(village.site.platform.database, cases[0].number)
    assert record is not None
    assert (record.state, record.digest, record.number) == ("settled", cases[0].digest, cases[0].number)


def test_network_first_and_stick_later_is_harmless(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    """The stick arrives a month after the line came back; and then a second time."""
    cases = village.hand_in(2)
    assert village.queue("export", str(village.bundle), "--all") == 0
    for one in cases:
        village.queue("retry", one.number)
    client = village.site.client(village.credentials)
    sent = {result.key: result for result in client.deliver(village.outbox.claim(10))}
    client.close()
    capsys.readouterr()
    for _ in range(2):
        assert village.carry_in(None, "--json") == 0
        told = {one["key"]: one["platform_number"] for one in read(capsys)["transactions"]}
        assert told == {key: result.platform_number for key, result in sent.items() if isinstance(result, Accepted)}
    assert count_transactions(village.site.platform.database) == 2
    assert [village.arrivals(one) for one in cases] == [3, 3]


def test_another_terminal_delivers_the_bundle(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next village has a line: its terminal passes on what it can neither open nor count as its own."""
    cases = village.hand_in(2)
    village.queue("export", str(village.bundle), "--all")
    other = village.site.enrol("4452-0138")
    write_terminal(tmp_path / "other", village.site, other)
    capsys.readouterr()
    arguments = ["queue", "import", str(village.bundle), "--data", str(tmp_path / "other")]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "bundle of terminal 4452-0137: 2 accepted"
    assert said.startswith(f"{format_number(cases[0].number)}  accepted  4452")
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == ["etc"], "nothing of it is kept there"
    record = record_of(village.site.platform.database, cases[0].key)
    assert record is not None
    assert (record.terminal, record.number) == ("4452-0137", cases[0].number)

    assert main([*arguments, "--json"]) == 0, "and once more"
    content = read(capsys)
    assert (content["terminal"], len(content["transactions"])) == ("4452-0137", 2)
    assert content["transactions"][0]["number"] == cases[0].number
    assert count_transactions(village.site.platform.database) == 2


def test_another_terminal_without_a_link_says_so(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1: whoever carries the stick must carry it on."""
    [case] = village.hand_in(1)
    village.queue("export", str(village.bundle), "--all")
    write_terminal(tmp_path / "other", village.site, village.site.enrol("4452-0138"))
    village.site.platform.stop()
    capsys.readouterr()
    assert main(["queue", "import", str(village.bundle), "--data", str(tmp_path / "other")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{format_number(case.number)}  not delivered  unreachable",
        "bundle of terminal 4452-0137: 1 not delivered",
    ]


def test_a_bundle_that_a_terminal_did_not_write_is_refused(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed on the way, cut off, or signed by a terminal that the platform does not know."""
    cases = village.hand_in(2)
    village.queue("export", str(village.bundle), "--all")
    content = village.bundle.read_bytes()
    for name, changed, words in (
        ("cut", content[:-100], "is cut short"),
        ("changed", content.replace(b'"count":2', b'"count":3', 1), "contradicts itself"),
        ("stranger", content.replace(b"4452-0137", b"4452-0199", 1), "terminal 4452-0199 is not enrolled here"),
        ("other", b"not a bundle", "is no bundle"),
    ):
        path = village.stick / name
        path.write_bytes(changed)
        capsys.readouterr()
        assert village.carry_in(path) == 2, name
        said = capsys.readouterr()
        assert said.err.startswith(f"kiosk: {path}: "), name
        assert words in said.err, name
        assert said.out == "", name
    capsys.readouterr()
    assert village.carry_in(village.stick / "missing") == 2
    assert "No such file" in capsys.readouterr().err
    write_terminal(tmp_path / "other", village.site, village.site.enrol("4452-0138"))
    assert main(["queue", "import", str(village.stick / "cut"), "--data", str(tmp_path / "other")]) == 2
    assert "is cut short" in capsys.readouterr().err
    assert count_transactions(village.site.platform.database) == 0
    assert [village.state(one) for one in cases] == [State.EXPORTED] * 2, "they still wait"


def test_a_bundle_signed_by_another_enrolled_terminal_is_refused(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    """One terminal does not speak for another, though both are the province's."""
    village.hand_in(1)
    other = village.site.enrol("4452-0138")
    shutil.copy(
        village.site.folder / "credentials-4452-0138" / "terminal.pem", village.site.folder / "credentials-4452-0137"
    )
    assert village.queue("export", str(village.bundle), "--all") == 0
    assert village.carry_in() == 2
    assert "was not signed by a key of terminal 4452-0137" in capsys.readouterr().err
    assert other.terminal == "4452-0138"


def test_a_bundle_from_before_a_terminal_was_enrolled_again_is_taken(village: Village) -> None:
    """The stick was under way while the terminal got new keys."""
    [case] = village.hand_in(1)
    village.queue("export", str(village.bundle), "--all")
    enrol_terminal(
        village.site.platform.folder,
        village.site.platform.database,
        terminal="4452-0137",
        division=DIVISION,
        credentials=village.site.folder / "again",
        now=NOW,
    )
    assert village.carry_in() == 0
    assert village.arrivals(case) == 1
