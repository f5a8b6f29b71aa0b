# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, somebody reads of a stranger's matter, or goes without the paper that was promised to them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN, InventedCard
from kiosk.kept_papers import (
    KEPT_FOR,
    LOOK_EVERY,
    MOST_BYTES,
    MOST_PAPERS,
    KeptPapers,
    Unprinted,
    UnprintedCertificate,
    UnprintedReceipt,
)
from kiosk.local_time import local_minute
from kiosk.province.documents import CertificateKind
from kiosk.visit.answers import Applicant
from tests.offline_cache.store_stand import START, SimulatedClock, settle

CANARY = "金丝雀乘以二"


def holder(card: InventedCard) -> Applicant:
    return Applicant(name=card.name, id_number=card.number, id_type="111", how="card")


CHEN = holder(CHEN_GUIYING)
LIN = holder(LIN_ZHIYUAN)
RECEIPT = UnprintedReceipt(key="a key", service="report-12345", values={"kind": CANARY})
CERTIFICATE = UnprintedCertificate(
    kind=CertificateKind.INSURANCE_RECORD, title="社会保险个人参保证明", pdf=b"%PDF " + CANARY.encode(), doubtful=True
)


@pytest.fixture
def clock() -> SimulatedClock:
    """At 16:30 in China: the day's end is further off than any paper is kept."""
    return SimulatedClock()


@pytest.fixture
def kept(clock: SimulatedClock) -> KeptPapers:
    return KeptPapers(clock, random=Random(1))


def papers(kept: KeptPapers, owner: Applicant | None) -> list[Unprinted]:
    return [one.paper for one in kept.of(owner)]


def test_whoever_comes_back_with_the_card_gets_what_was_kept(kept: KeptPapers) -> None:
    """They fetched somebody with a new roll for it."""
    kept.keep(CHEN, RECEIPT)
    kept.keep(CHEN, CERTIFICATE)
    assert papers(kept, CHEN) == [RECEIPT, CERTIFICATE]


def test_both_cards_of_one_person_open_it(kept: KeptPapers) -> None:
    """They come back with the social security card, on which the name is set wider."""
    kept.keep(CHEN, RECEIPT)
    other = replace(CHEN, how="social_card", name=" ".join(CHEN.name) + "　")
    assert papers(kept, other) == [RECEIPT]


@pytest.mark.parametrize(
    "somebody",
    [
        None,
        LIN,
        replace(CHEN, how="typed"),
        replace(CHEN, id_type="553"),
        replace(CHEN, name=LIN.name),
        replace(CHEN, id_number=LIN.id_number),
    ],
    ids=["nobody", "another", "typed", "other document", "same number, other name", "same name, other number"],
)
def test_nobody_else_gets_it(kept: KeptPapers, somebody: Applicant | None) -> None:
    """A neighbour who knows the number, and the stranger to whom the same number was given, learn nothing."""
    kept.keep(CHEN, RECEIPT)
    assert papers(kept, somebody) == []
    assert kept.latest(somebody) is None
    assert len(kept) == 1


@pytest.mark.parametrize("somebody", [None, replace(CHEN, how="typed")], ids=["anonymous", "typed"])
def test_nothing_is_kept_for_who_has_shown_no_card(kept: KeptPapers, somebody: Applicant | None) -> None:
    """It would come out for the owner of a number that somebody else typed."""
    assert kept.until(somebody, RECEIPT) is None
    assert kept.keep(somebody, RECEIPT) is None
    assert len(kept) == 0


def test_what_is_out_or_not_wanted_is_forgotten_and_nothing_else(kept: KeptPapers) -> None:
    """They would be asked again at every visit of the day."""
    kept.keep(CHEN, RECEIPT)
    kept.keep(LIN, RECEIPT)
    kept.keep(CHEN, CERTIFICATE)
    kept.forget(kept.of(CHEN)[0])
    assert papers(kept, CHEN) == [CERTIFICATE]
    assert papers(kept, LIN) == [RECEIPT]


def test_it_is_kept_for_some_hours_and_let_go_of_by_itself(clock: SimulatedClock) -> None:
    """Nobody needs to come for it to go."""

    async def scene() -> None:
        kept = KeptPapers(clock, random=Random(1))
        running = asyncio.create_task(kept.run())
        assert kept.keep(CHEN, RECEIPT) == START + KEPT_FOR
        await clock.advance(KEPT_FOR.total_seconds() - 1)
        assert papers(kept, CHEN) == [RECEIPT]
        await clock.advance(1 + LOOK_EVERY)
        assert len(kept) == 0
        running.cancel()
        await settle()

    asyncio.run(scene())


def test_a_clock_that_is_set_keeps_nothing_longer(kept: KeptPapers, clock: SimulatedClock) -> None:
    """The platform corrects the clock by years; six hours stay six hours."""
    kept.keep(CHEN, RECEIPT)
    clock.set_back += KEPT_FOR * 2
    clock.elapsed += KEPT_FOR.total_seconds()
    assert papers(kept, CHEN) == []


@pytest.mark.parametrize(("hours", "until"), [(0, "22:30"), (1, "23:30"), (2, "23:59"), (7.4, "23:59"), (7.49, None)])
def test_nothing_is_kept_over_night(kept: KeptPapers, clock: SimulatedClock, hours: float, until: str | None) -> None:
    """What the page promises is the same hour, on the clock at its top."""
    clock.elapsed = hours * 3600
    promised = kept.until(CHEN, RECEIPT)
    assert (None if promised is None else local_minute(promised)[-5:]) == until
    assert kept.keep(CHEN, RECEIPT) == promised
    assert kept.latest(CHEN) == promised


def test_a_full_memory_promises_nothing_and_breaks_no_promise(kept: KeptPapers) -> None:
    """A village without paper for a day must not push out who came first, nor fill the memory."""
    for number in range(MOST_PAPERS):
        assert kept.keep(replace(CHEN, id_number=f"{number}"), RECEIPT) is not None
    assert kept.until(LIN, RECEIPT) is None
    assert kept.keep(LIN, RECEIPT) is None
    assert papers(kept, replace(CHEN, id_number="0")) == [RECEIPT]


def test_large_certificates_do_not_fill_the_memory(kept: KeptPapers) -> None:
    """Three scans of somebody's file are as much as fifty certificates."""
    large = UnprintedCertificate(kind=CertificateKind.INSURANCE_RECORD, title="x", pdf=bytes(MOST_BYTES // 2))
    assert kept.keep(CHEN, large) is not None
    assert kept.keep(CHEN, large) is None
    assert kept.keep(CHEN, RECEIPT) is not None


@pytest.mark.parametrize("paper", [RECEIPT, CERTIFICATE], ids=["receipt", "certificate"])
def test_nothing_of_it_can_be_read_where_it_is_kept(kept: KeptPapers, paper: Unprinted) -> None:
    """A memory dump, a debugger or a careless log line would tell who came, and why."""
    told = (CANARY, CHEN.name, CHEN.id_number, "report-12345", "a key")
    kept.keep(CHEN, paper)
    assert kept.of(CHEN)[0].paper == paper, "it is there"
    for text in told:
        assert not _holds(text, kept), text
    assert _holds(CANARY, [paper]), "the search finds what is there"
    assert CANARY not in f"{paper!r} {kept.of(CHEN)!r}"


def _holds(text: str, root: object) -> bool:
    return any(
        (isinstance(value, str) and text in value) or (isinstance(value, bytes) and text.encode() in value)
        for value in _reached(root)
    )


def _reached(root: object) -> Iterator[Any]:
    """Yield everything that hangs on an object, but for classes and modules."""
    waiting, seen = [root], set[int]()
    skipped = (type, type(gc), type(_holds), SimulatedClock)
    while waiting:
        present = waiting.pop()
        if id(present) not in seen and not isinstance(present, skipped):
            seen.add(id(present))
            yield present
            waiting += gc.get_referents(present)
            if isinstance(present, UnprintedReceipt | UnprintedCertificate):
                waiting += [getattr(present, name) for name in present.__struct_fields__]


def test_another_process_opens_nothing(clock: SimulatedClock) -> None:
    """After a restart the same card finds nothing, even if an envelope had survived."""
    one, two = KeptPapers(clock, random=Random(1)), KeptPapers(clock, random=Random(2))
    one.keep(CHEN, RECEIPT)
    two._envelopes = one._envelopes
    assert papers(two, CHEN) == []


def test_the_same_paper_twice_looks_different(kept: KeptPapers) -> None:
    """Equal envelopes would tell that one person came twice for the same."""
    kept.keep(CHEN, RECEIPT)
    kept.keep(CHEN, RECEIPT)
    first, second = kept._envelopes
    assert first.sealed != second.sealed
