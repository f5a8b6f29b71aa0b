# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivery over real HTTP: what is told as delivered is stored, signed for, and stored once."""

from __future__ import annotations

import gzip
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, event

from kiosk.province.contract import DeliveryItem, DeliveryReply, Reason, SealedBytes
from kiosk.province.envelope import open_envelope
from kiosk.province.reference.intake import accept_batch
from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.number import Series
from offline_cache.sealing import Suite
from offline_cache.transport import Accepted, Conflict, CredentialRefused, Delivery, Rejected, Stage, StillWorking
from tests.province_site import NOW, Handler, eventually, false_server, open_site, pass_on


@pytest.fixture(params=Suite)
def suite(request: pytest.FixtureRequest) -> Suite:
    """Every way of delivering holds for either suite."""
    return Suite(request.param)


def forge(item: Delivery) -> Delivery:
    """The item with one bit changed after the terminal signed it."""
    cut = item.sealed.ciphertext[:-1] + bytes([item.sealed.ciphertext[-1] ^ 1])
    return Delivery(key=item.key, sealed=msgspec.structs.replace(item.sealed, ciphertext=cut))


def on_the_wire(item: Delivery) -> DeliveryItem:
    sealed = item.sealed
    wire = SealedBytes(header=sealed.header, ciphertext=sealed.ciphertext, signature=sealed.signature)
    return DeliveryItem(key=item.key, sealed=wire)


@contextmanager
def statements(database: Engine) -> Iterator[list[str]]:
    """What the database is told meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database, "before_cursor_execute", note)


def test_delivery_is_signed_for_processed_and_told_once(tmp_path: Path, suite: Suite) -> None:
    """The main job: without it nothing that a citizen hands in reaches anybody."""
    with open_site(tmp_path, suite=suite, processing=True) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        [accepted] = client.deliver([item])
        assert isinstance(accepted, Accepted)
        assert accepted.digest == item.sealed.digest
        stored = open_envelope(DeliveryReply, accepted.acceptance, credentials.platform_root)
        assert stored.results[0].platform_number == accepted.platform_number
        eventually(lambda: client.status([item.key])[0].stage is Stage.SETTLED)
        [state] = client.status([item.key])
        assert (state.business_status, state.platform_number) == ("accepted", accepted.platform_number)
        record = record_of(site.platform.database, item.key)
        assert record is not None
        assert (record.state, record.arrivals, record.settled_at) == ("settled", 1, NOW)
        client.close()


def test_platform_numbers_count_up_within_area_and_day(tmp_path: Path, suite: Suite) -> None:
    """Two cases with one number would be one case to the citizen who asks."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        results = client.deliver([site.delivery(credentials) for _ in range(3)])
        numbers = [result.platform_number for result in results if isinstance(result, Accepted)]
        assert [number[:-1] for number in numbers if number] == [f"44520220261121{count:06d}" for count in (1, 2, 3)]
        client.close()


def test_same_bytes_again_get_the_same_acceptance(tmp_path: Path, suite: Suite) -> None:
    """A terminal that lost the reply would otherwise make a second case of one complaint."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        [first], [second] = client.deliver([item]), client.deliver([item])
        assert isinstance(first, Accepted)
        assert isinstance(second, Accepted)
        assert second.platform_number == first.platform_number
        site.process_all()
        [third] = client.deliver([item])
        assert isinstance(third, Accepted)
        assert third.platform_number == first.platform_number
        assert count_transactions(site.platform.database) == 1
        record = record_of(site.platform.database, item.key)
        assert record is not None
        assert record.arrivals == 3
        client.close()


def test_same_key_with_other_bytes_is_a_conflict(tmp_path: Path, suite: Suite) -> None:
    """One of two different cases would vanish behind the other's acceptance."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        client.deliver([item])
        assert client.deliver([site.delivery(credentials, key=item.key)]) == [Conflict(key=item.key)]
        client.close()


def test_a_number_used_under_another_key_is_rejected(tmp_path: Path, suite: Suite) -> None:
    """A cloned terminal would otherwise give two citizens receipts with one number."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        number = Series(credentials.terminal, 604912).number(77)
        client.deliver([site.delivery(credentials, number=number)])
        second = site.delivery(credentials, number=number)
        assert client.deliver([second]) == [Rejected(key=second.key, reason="duplicate_number")]
        client.close()


def test_one_bad_item_holds_up_no_other(tmp_path: Path, suite: Suite) -> None:
    """One damaged case would otherwise keep a whole village's cases in the terminal."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        good, other = site.delivery(credentials), site.delivery(credentials)
        forged = forge(site.delivery(credentials))
        results = client.deliver([good, forged, other])
        assert [type(result) for result in results] == [Accepted, Rejected, Accepted]
        assert results[1] == Rejected(key=forged.key, reason="bad_signature")
        client.close()


def test_unusable_items_are_rejected_for_a_reason(tmp_path: Path, suite: Suite) -> None:
    """The technician would otherwise not know whether to re-enrol the terminal, update it, or call the platform."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        with open_site(tmp_path / "elsewhere", suite=suite) as other:
            unknown = other.delivery(other.enrol("4452-0555"))
            strange_key = other.delivery(replace(credentials, key_ring=other.enrol().key_ring))
        client = site.client(credentials)
        misnamed = site.delivery(credentials)
        misnamed = Delivery(key=site.delivery(credentials).key, sealed=misnamed.sealed)
        borrowed = site.delivery(credentials, number=Series("4452-0999", 1).number(1))
        results = client.deliver([unknown, strange_key, misnamed, borrowed])
        reasons = [result.reason for result in results if isinstance(result, Rejected)]
        assert reasons == ["unknown_terminal", "unknown_sealing_key", "bad_header", "bad_header"]
        assert count_transactions(site.platform.database) == 0
        client.close()


def test_payload_that_is_not_understood_is_rejected_when_processed(tmp_path: Path, suite: Suite) -> None:
    """The terminal would otherwise delete a case that nobody can work on, and its citizen would wait for ever."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials, payload=b'{"service":"report-12345"}')
        [accepted] = client.deliver([item])
        assert isinstance(accepted, Accepted)
        site.process_all()
        [state] = client.status([item.key])
        assert (state.stage, state.reason) == (Stage.REJECTED, "not_understood")
        assert client.deliver([item]) == [Rejected(key=item.key, reason="not_understood")]
        client.close()


def test_unknown_keys_are_told_as_unknown(tmp_path: Path, suite: Suite) -> None:
    """A terminal learns that a platform has lost a delivery, and delivers it again."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        assert client.status([item.key])[0].stage is Stage.UNKNOWN
        client.close()


def test_what_comes_twice_in_one_batch_is_stored_once(tmp_path: Path, suite: Suite) -> None:
    """A batch is stored as a whole: its items must meet each other as they would meet what came before."""
    with open_site(tmp_path, suite=suite, serving=False) as site:
        credentials = site.enrol()
        first, other = site.delivery(credentials), site.delivery(credentials)
        altered = site.delivery(credentials, key=first.key)
        same_number = site.delivery(credentials, number=other.sealed.read_header().number)
        batch = [on_the_wire(item) for item in (first, other, first, altered, same_number, forge(other), other)]
        keys = site.platform.keys.sealing.keys()
        results = accept_batch(site.platform.database, batch, sealing_keys=keys, now=NOW)
        assert [result.key for result in results] == [item.key for item in batch]
        told = [result.platform_number or result.reason for result in results]
        one, two = told[:2]
        assert told == [one, two, one, Reason.OTHER_CONTENT, Reason.DUPLICATE_NUMBER, Reason.BAD_SIGNATURE, two]
        assert one != two
        assert count_transactions(site.platform.database) == 2
        for item in (first, other):
            record = record_of(site.platform.database, item.key)
            assert record is not None
            assert record.arrivals == 2


def test_a_batch_costs_no_more_statements_than_one_item(tmp_path: Path, suite: Suite) -> None:
    """After a provincial outage thousands of backlogs come at once; a look for each item would hold all of them up."""
    with open_site(tmp_path, suite=suite, serving=False) as site:
        credentials = site.enrol()
        counted: list[int] = []
        keys = site.platform.keys.sealing.keys()
        for size in (1, 30):
            batch = [on_the_wire(site.delivery(credentials)) for _ in range(size)]
            with statements(site.platform.database) as seen:
                for _ in range(2):
                    accept_batch(site.platform.database, batch, sealing_keys=keys, now=NOW)
            counted.append(len(seen))
        assert counted[0] == counted[1]


def test_concurrent_duplicate_is_still_working(tmp_path: Path, suite: Suite) -> None:
    """Two deliveries of one case at the same moment would otherwise make two cases."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        wire = on_the_wire(item)
        with site.held_database():
            [result] = accept_batch(site.platform.database, [wire], sealing_keys=site.platform.keys.sealing, now=NOW)
        assert (result.key, result.result) == (item.key, "working")
        assert isinstance(client.deliver([item])[0], Accepted)
        client.close()


def test_many_at_once_are_stored_once(tmp_path: Path, suite: Suite) -> None:
    """A terminal that re-sends to a slow platform, or a USB stick beside the network, makes no second case."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        item = site.delivery(credentials)
        results: list[object] = []

        def send() -> None:
            client = site.client(credentials, choose=secrets.choice)
            results.extend(client.deliver([item]))
            client.close()

        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {type(result) for result in results} <= {Accepted, StillWorking}
        assert len({result.platform_number for result in results if isinstance(result, Accepted)}) == 1
        assert count_transactions(site.platform.database) == 1


def test_two_terminals_share_a_platform(tmp_path: Path, suite: Suite) -> None:
    """Neither terminal's cases disturb the other's; either may ask about a case by its number."""
    with open_site(tmp_path, suite=suite) as site:
        one, two = site.enrol(), site.enrol("4452-0138")
        clients = [site.client(one), site.client(two)]
        items = [site.delivery(one), site.delivery(two)]
        for client, item in zip(clients, items, strict=True):
            assert isinstance(client.deliver([item])[0], Accepted)
        assert clients[0].case_progress(items[1].sealed.read_header().number) is not None
        assert count_transactions(site.platform.database) == 2
        for client in clients:
            client.close()


def test_a_terminal_enrolled_again_still_delivers_what_it_sealed_before(tmp_path: Path, suite: Suite) -> None:
    """New credentials after a repair would otherwise throw away every case that waited in the terminal."""
    with open_site(tmp_path, suite=suite) as site:
        before = site.enrol()
        waiting = site.delivery(before)
        site.enrol()
        after = site.enrol()
        client = site.client(after)
        results = client.deliver([waiting, site.delivery(after)])
        assert [type(result) for result in results] == [Accepted, Accepted]
        client.close()
        lost = site.client(before)
        with pytest.raises(CredentialRefused):
            lost.status([waiting.key])
        lost.close()


def test_large_backlogs_go_in_batches(tmp_path: Path, suite: Suite) -> None:
    """After a week without a link, more waits than one request may carry."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        items = [site.delivery(credentials) for _ in range(205)]
        assert [result.key for result in client.deliver(items)] == [item.key for item in items]
        assert len(client.status([item.key for item in items])) == 205
        client.close()


def test_a_gateway_may_compress_and_reformat(tmp_path: Path, suite: Suite) -> None:
    """A real gateway stands in between: what it does to JSON and to transfer must not cost the signature."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()

        def through_gateway(handler: Handler, body: bytes) -> None:
            content = json.loads(pass_on(site.platform, handler, body)[1])
            packed = gzip.compress(json.dumps(content, indent=2, sort_keys=True).encode())
            handler.send_response(200)
            handler.send_header("Content-Encoding", "gzip")
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            for piece in (packed[:40], packed[40:]):
                handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            handler.wfile.write(b"0\r\n\r\n")

        with false_server(through_gateway) as (url, _):
            client = site.client(credentials, url)
            assert isinstance(client.deliver([site.delivery(credentials)])[0], Accepted)
            client.close()


def test_the_database_holds_no_citizens_data_in_the_open(tmp_path: Path, suite: Suite) -> None:
    """Whoever copies the platform's database file reads nobody's name, number or text in it."""
    with open_site(tmp_path, suite=suite) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        client.deliver([site.delivery(credentials)])
        site.process_all()
        client.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "platform").rglob("*") if path.is_file())
    for canary in ("测试甲", "445202199001010019", "13800000000", "村口的路灯坏了"):
        assert canary.encode() not in kept
