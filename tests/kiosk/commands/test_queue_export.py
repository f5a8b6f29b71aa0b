# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the wrong cases are carried away, or a stick that is lost tells whose they are."""

from __future__ import annotations

import json

import pytest

from offline_cache.number import format_number
from offline_cache.outbox.audit import AuditEvent, read_entries
from offline_cache.outbox.states import State
from offline_cache.transport import Accepted, Stage
from tests.kiosk.commands.village import Village, read, village

__all__ = ["village"]


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
