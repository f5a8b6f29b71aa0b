# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody records a terminal's request and sends it again, or changes it on the way."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from kiosk.province.contract import DELIVERIES
from kiosk.province.reference.record import record_of
from offline_cache.transport import PlatformTrouble
from tests.province_site import Site, always, false_server, open_site


def recorded(site: Site) -> tuple[dict[str, str], bytes, str]:
    """One delivery as it went over the wire, which has not reached the platform yet; and its key."""
    credentials = site.enrol()
    item = site.delivery(credentials)
    with false_server(always(503)) as (url, requests):
        client = site.client(credentials, url)
        with pytest.raises(PlatformTrouble):
            client.deliver([item])
        client.close()
        [(_, headers, body)] = requests
    return headers, body, item.key


def send(site: Site, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(site.platform.host, site.platform.port, timeout=5)
    connection.request("POST", DELIVERIES, body, headers)
    reply = connection.getresponse()
    answer = reply.status, reply.read()
    connection.close()
    return answer


def test_a_request_counts_once(tmp_path: Path) -> None:
    """A recorded delivery played back thousands of times fills the platform."""
    with open_site(tmp_path) as site:
        headers, body, key = recorded(site)
        assert send(site, headers, body)[0] == 200
        status, answer = send(site, headers, body)
        assert (status, answer.decode()) == (500, '{"code":400001,"msg":"鉴权失败，鉴权信息有误。"}')
        record = record_of(site.platform.database, key)
        assert record is not None
        assert record.arrivals == 1


def test_nonces_outlive_a_restart(tmp_path: Path) -> None:
    """The platform keeps nothing in memory, so another instance refuses the replay as well."""
    with open_site(tmp_path) as site:
        headers, body, _ = recorded(site)
        assert send(site, headers, body)[0] == 200
        site.platform.stop()
        site.platform.start()
        assert send(site, headers, body)[0] == 500


def test_changed_body_is_refused(tmp_path: Path) -> None:
    """The gateway's own signature does not cover the body; ours does, so that nobody swaps one case for another."""
    with open_site(tmp_path) as site:
        headers, body, key = recorded(site)
        changed = body.replace(key.encode(), b"00000000-0000-4000-8000-000000000000")
        assert send(site, headers, changed)[0] == 500
        assert record_of(site.platform.database, key) is None


def test_tampered_signature_is_refused(tmp_path: Path) -> None:
    """Nobody delivers in a terminal's name without its key."""
    with open_site(tmp_path) as site:
        headers, body, key = recorded(site)
        signature = headers["x-kiosk-signature"]
        swapped = ("A" if signature[0] != "A" else "B") + signature[1:]
        assert send(site, headers | {"x-kiosk-signature": swapped}, body)[0] == 500
        assert record_of(site.platform.database, key) is None
