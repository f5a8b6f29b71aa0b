# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, cases of a village whose line is down for weeks stay there, or reach their office twice or changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.__main__ import main
from kiosk.province.credentials import Credentials
from kiosk.province.reference.provision import enrol_terminal
from kiosk.province.reference.record import count_transactions, record_of
from kiosk.store import STORE
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.number import format_number
from offline_cache.outbox.audit import AuditEvent, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealer
from offline_cache.transport import Accepted, Stage
from tests.province_site import DIVISION, NOW, Site, case_payload, open_site

TERMINAL = """\
[terminal]
id = "{id}"
division = "445202003201"
place = "东阳村便民服务站"

[platform]
url = "{url}"
credentials = "{credentials}"
"""


@dataclass
class Village:
    """A terminal that has no link, a province, and a stick."""

    site: Site
    credentials: Credentials
    data: Path
    outbox: Outbox
    stick: Path

    @property
    def bundle(self) -> Path:
        return self.stick / "kiosk.bundle"

    def hand_in(self, count: int) -> list[Transaction]:
        return [self.outbox.commit("report-12345", case_payload(), slip=b"{}") for _ in range(count)]

    def queue(self, *arguments: str) -> int:
        return main(["queue", *arguments, "--data", str(self.data)])

    def carry_in(self, path: Path | None = None, *arguments: str) -> int:
        """`kiosk platform import`, beside the running platform."""
        platform = self.site.platform
        places = ("--data", str(platform.folder), "--database", platform.database_url)
        return main(["platform", "import", str(path or self.bundle), *places, *arguments])

    def state(self, one: Transaction) -> State:
        kept = self.outbox.get(one.key)
        assert kept is not None
        return kept.state

    def arrivals(self, one: Transaction) -> int:
        record = record_of(self.site.platform.database, one.key)
        return 0 if record is None else record.arrivals


def write_terminal(data: Path, site: Site, credentials: Credentials) -> None:
    (data / "etc").mkdir(parents=True, exist_ok=True)
    folder = site.folder / f"credentials-{credentials.terminal}"
    text = TERMINAL.format(id=credentials.terminal, url=site.platform.url, credentials=folder)
    (data / "etc" / "terminal.toml").write_text(text, encoding="utf-8")


@contextmanager
def open_village(folder: Path) -> Iterator[Village]:
    with open_site(folder / "site", now=lambda: SystemClock().now()) as site:
        credentials = site.enrol()
        data, stick = folder / "terminal", folder / "stick"
        write_terminal(data, site, credentials)
        (data / "lib").mkdir()
        stick.mkdir()
        key = credentials.sealing_key(credentials.key_ring.issued)
        assert key is not None
        outbox = Outbox(
            Database(data / "lib" / STORE),
            Sealer(key, credentials.terminal_key),
            terminal=credentials.terminal,
            hardware="board-1",
            clock=SystemClock(),
            random=Random(5),
        )
        outbox.take_over()
        try:
            yield Village(site, credentials, data, outbox, stick)
        finally:
            outbox.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    (tmp_path / "site").mkdir()
    with open_village(tmp_path) as made:
        yield made


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


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


def test_one_that_the_platform_will_not_take_holds_up_no_other(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    """A result each, and status 1."""
    cases = village.hand_in(2)
    village.queue("export", str(village.bundle), "--all")
    taken = village.site.delivery(village.credentials, number=cases[0].number)
    client = village.site.client(village.credentials)
    assert isinstance(client.deliver([taken])[0], Accepted)
    assert client.status([cases[0].key])[0].stage is Stage.UNKNOWN
    client.close()
    capsys.readouterr()
    assert village.carry_in() == 1
    first, second, summary = capsys.readouterr().out.splitlines()
    assert first == f"{cases[0].key}  rejected  duplicate_number"
    assert second.startswith(f"{cases[1].key}  accepted  ")
    assert summary == "1 of 2 transactions are accepted"


def test_only_the_named_are_carried(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    """A parked one leaves only by its number, once somebody has decided so."""
    queued, parked, named = village.hand_in(3)
    assert village.queue("park", format_number(parked.number), "--reason", "asked_by_platform") == 0
    assert capsys.readouterr().out == f"{format_number(parked.number)} is parked\n"
    assert village.queue("export", str(village.bundle), named.number, named.key) == 0
    assert [village.state(one) for one in (queued, parked, named)] == [State.QUEUED, State.PARKED, State.EXPORTED]
    capsys.readouterr()
    assert village.queue("export", str(village.stick / "all"), "--all", "--json") == 0
    assert read(capsys) == {"file": str(village.stick / "all"), "transactions": 2}
    assert village.state(parked) is State.PARKED
    assert village.queue("export", str(village.stick / "parked"), parked.number) == 0
    assert village.state(parked) is State.EXPORTED
    events = [(entry.event, entry.number) for entry in read_entries(village.outbox._database)]
    assert (AuditEvent.EXPORTED, parked.number) in events


def test_what_cannot_be_exported_is_told_and_nothing_changes(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    """Full sticks, wrong names, too little said: the case still waits as it did."""
    assert village.queue("export", str(village.bundle), "--all") == 2
    assert "nothing waits here; no bundle is written" in capsys.readouterr().err
    sending, queued = village.hand_in(2)
    village.outbox.claim(1)
    for arguments, words in (
        ((str(village.bundle),), "name the transactions to carry, or say --all"),
        ((str(village.bundle), queued.number, "--all"), "name the transactions to carry, or say --all"),
        ((str(village.bundle), sending.number), "is sending: only what is queued, parked or exported is carried"),
        ((str(village.bundle), "nonsense"), "no transaction here has the number or key nonsense"),
        ((str(village.stick / "none" / "bundle"), "--all"), "No such file or directory"),
        (("/dev/full", "--all"), "is there already"),
    ):
        assert village.queue("export", *arguments) == 2
        assert words in capsys.readouterr().err
    assert list(village.stick.iterdir()) == []
    assert village.state(queued) is State.QUEUED


@pytest.mark.parametrize("reason", ["王某", "two words", "", "x" * 31, "A"])
def test_a_reason_names_nobody(village: Village, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands in lists, in the audit and on the telephone."""
    [one] = village.hand_in(1)
    with pytest.raises(SystemExit) as ended:
        village.queue("park", one.number, "--reason", reason)
    assert ended.value.code == 2
    assert "a reason is one word" in capsys.readouterr().err
    assert village.state(one) is State.QUEUED


def test_park_leaves_alone_what_is_not_queued(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    """An attempt is under way: its outcome belongs to the sender."""
    [one] = village.hand_in(1)
    village.outbox.claim(1)
    assert village.queue("park", one.number, "--reason", "why") == 2
    said = capsys.readouterr().err
    assert said == f"kiosk: {format_number(one.number)} is sending: only what is queued can be parked\n"


def test_nobody_is_named_on_the_stick(village: Village) -> None:
    """Whoever finds the stick in the bus learns terminal, service and number, and no person."""
    village.hand_in(2)
    village.queue("export", str(village.bundle), "--all")
    content = village.bundle.read_bytes()
    assert content.isascii()
    assert content.startswith(b"kiosk bundle 1\n")
    for word in ("测试甲", "445202199001010019", "13800000000", "路灯"):
        assert word.encode() not in content
        assert json.dumps(word)[1:-1].encode() not in content
