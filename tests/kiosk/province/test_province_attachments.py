# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the platform signs for a case whose papers it lacks, or a cut upload begins from nothing again."""

from __future__ import annotations

import secrets
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.province.contract import MAX_PIECE
from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.sealing import Suite, new_signing_key
from offline_cache.transport import (
    Accepted,
    Conflict,
    CredentialRefused,
    Held,
    Holding,
    PlatformTrouble,
    Rejected,
    Stage,
    StillWorking,
    TooMany,
)
from tests.attachment_site import PERSON, contents_at, laden, payload_with, picture
from tests.province_site import open_site

PIECE = 64 * 1024
CONTENTS = (picture(150_000, 1), picture(10, 2))


@pytest.mark.parametrize("suite", Suite)
def test_a_case_is_accepted_only_with_all_its_attachments(tmp_path: Path, suite: Suite) -> None:
    """Paper would say 已送达 for a case that nobody can decide without its pictures."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS)
        [first] = client.deliver([case.item])
        assert isinstance(first, StillWorking)
        assert [(each.digest, each.held) for each in first.missing] == [(digest, 0) for digest in case.digests]
        assert count_transactions(site.platform.database) == 0
        [large, small] = case.sealed
        for offset in range(0, len(large), PIECE):
            held = client.upload(case.digests[0], offset, large[offset : offset + PIECE])
            assert held.held == min(offset + PIECE, len(large))
        assert held.holding is Holding.COMPLETE
        [again] = client.deliver([case.item])
        assert isinstance(again, StillWorking)
        assert [each.digest for each in again.missing] == case.digests[1:]
        assert client.status([case.item.key])[0].stage is Stage.UNKNOWN
        assert client.upload(case.digests[1], 0, small).holding is Holding.COMPLETE
        # The last piece accepts it, also when the terminal never asks again.
        record = record_of(site.platform.database, case.item.key)
        assert record is not None
        assert record.arrivals == 2
        [accepted] = client.deliver([case.item])
        assert isinstance(accepted, Accepted)
        assert accepted.platform_number == record.platform_number
        site.process_all()
        assert client.status([case.item.key])[0].stage is Stage.SETTLED
        assert contents_at(site, case.item.key) == list(CONTENTS)
        client.close()


def test_a_cut_upload_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    """A village line that is cut every minute would never bring a document of ten minutes."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS[:1])
        [sealed], [digest] = case.sealed, case.digests
        client.deliver([case.item])
        client.upload(digest, 0, sealed[:1000])
        # The answer was lost: the same again, then a piece that overlaps, then one too far on.
        assert client.upload(digest, 0, sealed[:1000]).held == 1000
        assert client.upload(digest, 500, sealed[500:2500]).held == 2500
        assert client.upload(digest, 3000, sealed[3000:4000]).held == 2500
        assert client.upload(digest, 100, sealed[100:200]).held == 2500
        assert client.held([digest, "0" * 64]) == [
            Held(digest=digest, holding=Holding.PARTIAL, held=2500),
            Held(digest="0" * 64, holding=Holding.UNKNOWN, held=0),
        ]
        site.platform.stop()
        site.platform.start()
        assert client.upload(digest, 2500, sealed[2500:]).holding is Holding.COMPLETE
        assert client.upload(digest, 2500, sealed[2500:]).holding is Holding.COMPLETE
        assert contents_at(site, case.item.key) == list(CONTENTS[:1])
        client.close()


@pytest.mark.parametrize("kind", ["altered", "longer"])
def test_other_bytes_than_were_signed_for_are_thrown_away(tmp_path: Path, kind: str) -> None:
    """Somebody's picture in another one's case."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS[:1])
        [sealed], [digest] = case.sealed, case.digests
        client.deliver([case.item])
        client.upload(digest, 0, sealed[:100_000])
        bad = bytes(len(sealed) - 100_000) if kind == "altered" else sealed[100_000:] + b"more"
        assert client.upload(digest, 100_000, bad) == Held(digest=digest, holding=Holding.ALTERED, held=0)
        assert count_transactions(site.platform.database) == 0
        assert client.upload(digest, 0, sealed).holding is Holding.COMPLETE
        assert isinstance(client.deliver([case.item])[0], Accepted)
        client.close()


def test_nothing_is_taken_that_nobody_signed_for(tmp_path: Path) -> None:
    """The platform's disk would be anybody's; the digest in the address is part of what a terminal signs."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS[:1])
        assert client.upload(case.digests[0], 0, case.sealed[0]).holding is Holding.UNKNOWN
        stranger = site.client(replace(credentials, terminal_key=new_signing_key(Suite.HPKE)))
        client.deliver([case.item])
        with pytest.raises(CredentialRefused):
            stranger.upload(case.digests[0], 0, case.sealed[0])
        for digest, piece in (("not-a-digest", b"x"), (case.digests[0], bytes(MAX_PIECE + 1))):
            with pytest.raises(PlatformTrouble):
                client.upload(digest, 0, piece)
        assert client.held(case.digests)[0].held == 0
        client.close()
        stranger.close()


def test_one_key_and_one_number_stay_one_case_while_attachments_are_missing(tmp_path: Path) -> None:
    """The rules for whole cases hold for those that are on their way."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS[:1])
        header = case.item.sealed.read_header()
        other = laden(site, credentials, CONTENTS[1:], key=case.item.key, number=header.number)
        plain = site.delivery(credentials, key=case.item.key, number=header.number)
        same_number = site.delivery(credentials, number=header.number)
        client.deliver([case.item])
        assert client.deliver([other.item]) == [Conflict(key=case.item.key)]
        assert client.deliver([plain]) == [Conflict(key=case.item.key)]
        assert client.deliver([same_number]) == [Rejected(key=same_number.key, reason="duplicate_number")]
        client.upload(case.digests[0], 0, case.sealed[0])
        assert isinstance(client.deliver([case.item])[0], Accepted)
        client.close()


def test_attachments_that_do_not_fit_their_case_reject_it(tmp_path: Path) -> None:
    """A picture sealed for another place, or one that the case does not speak of, is nobody's to guess about."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        swapped = laden(site, credentials, CONTENTS, places=(1, 0))
        unspoken = laden(site, credentials, CONTENTS, materials=1)
        for case, reason in ((swapped, "not_opened"), (unspoken, "not_understood")):
            client.deliver([case.item])
            for digest, sealed in zip(case.digests, case.sealed, strict=True):
                client.upload(digest, 0, sealed)
            site.process_all()
            [state] = client.status([case.item.key])
            assert (state.stage, state.reason) == (Stage.REJECTED, reason)
        client.close()


def test_a_list_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """Twice the same attachment, or a terabyte of it."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        many = laden(site, credentials, [b"x"] * 21, materials=1)
        assert client.deliver([many.item]) == [Rejected(key=many.item.key, reason="bad_header")]
        client.close()


def test_a_small_payload_that_grows_without_end_is_not_understood(tmp_path: Path) -> None:
    """One terminal could fill the platform's memory with a kilobyte."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        bomb = site.delivery(credentials, payload=zlib.compress(bytes(64 << 20), 9), compression="zlib")
        client.deliver([bomb])
        site.process_all()
        [state] = client.status([bomb.key])
        assert (state.stage, state.reason) == (Stage.REJECTED, "not_understood")
        client.close()


def test_the_database_holds_no_citizens_picture_in_the_open(tmp_path: Path) -> None:
    """It is copied, moved and restored by people who need not know what is in it."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        case = laden(site, credentials, CONTENTS)
        client.deliver([case.item])
        for digest, sealed in zip(case.digests, case.sealed, strict=True):
            client.upload(digest, 0, sealed)
        site.process_all()
        assert client.status([case.item.key])[0].stage is Stage.SETTLED
        client.close()
        if site.platform.database.dialect.name == "sqlite":
            everything = b"".join(path.read_bytes() for path in (tmp_path / "platform").iterdir() if path.is_file())
            assert len(everything) > len(CONTENTS[0])
            assert not [word for word in (PERSON, "440000199001011234", "%PDF") if word.encode() in everything]
        assert PERSON.encode() in payload_with(1)


def test_pieces_by_many_ways_at_once_are_held_once(tmp_path: Path) -> None:
    """Stick and network, a cut piece that arrives late, two instances of the platform: held once, without a gap."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        case = laden(site, credentials, CONTENTS[:1])
        client = site.client(credentials)
        client.deliver([case.item])
        client.close()
        [sealed], [digest] = case.sealed, case.digests
        results: list[Held] = []

        def bring(way: int) -> None:
            mine = site.client(credentials, choose=secrets.choice)
            for offset in range(0, len(sealed), 20_000 + 1_000 * way):
                try:
                    results.append(mine.upload(digest, offset, sealed[offset : offset + 20_000 + 1_000 * way]))
                except TooMany:
                    """The database was not free; another way brings the same."""
            mine.close()

        threads = [threading.Thread(target=bring, args=(way,)) for way in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {held.holding for held in results} <= {Holding.PARTIAL, Holding.COMPLETE}
        last = site.client(credentials)
        held = max(results, key=lambda one: one.held).held
        assert last.upload(digest, held, sealed[held:]).holding is Holding.COMPLETE
        assert isinstance(last.deliver([case.item])[0], Accepted)
        last.close()
        assert contents_at(site, case.item.key) == list(CONTENTS[:1])
