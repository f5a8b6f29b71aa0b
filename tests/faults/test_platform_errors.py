# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform, or the gateway before it, answers with an error."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from offline_cache.transport import ClockRefused, CredentialRefused, PlatformTrouble, TooMany, TransportTrouble
from tests.province_site import NOW, Handler, always, false_server, open_site, pass_on

LATER = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
REFUSED = '{"code":400001,"msg":"鉴权失败，鉴权信息有误。"}'.encode()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, b"", PlatformTrouble),
        (500, b'{"code":1,"msg":"NullPointerException"}', PlatformTrouble),
        (502, b"<html>Bad Gateway</html>", PlatformTrouble),
        (503, b"", PlatformTrouble),
        (400, b'{"code":400422,"msg":"no"}', PlatformTrouble),
        (409, b'{"code":400409,"msg":"still working"}', PlatformTrouble),
        (422, b'{"code":400422,"msg":"other body"}', PlatformTrouble),
        (401, b'{"code":401,"msg":"no"}', CredentialRefused),
        (403, b'{"code":403,"msg":"no"}', CredentialRefused),
        (500, REFUSED, CredentialRefused),
        (500, b'{"errcode":400000400,"errmsg":"timestamp is out of date."}', ClockRefused),
        (200, b'{"errcode":400000400,"errmsg":"timestamp is out of date."}', ClockRefused),
        (200, REFUSED, CredentialRefused),
    ],
)
def test_errors_are_told_apart(tmp_path: Path, status: int, body: bytes, expected: type[TransportTrouble]) -> None:
    """A terminal that blames itself for the platform is switched off; one that blames the platform is never mended."""
    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        with false_server(always(status, body)) as (url, _):
            client = site.client(credentials, url)
            with pytest.raises(expected) as raised:
                client.deliver([site.delivery(credentials)])
            assert type(raised.value) is expected
            client.close()


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [(429, "120", 120.0), (503, "7", 7.0), (429, LATER, 90.0), (429, "whenever", None), (429, "-5", None)],
)
def test_a_pause_that_is_asked_for_is_kept(
    tmp_path: Path, status: int, retry_after: str, seconds: float | None
) -> None:
    """Twenty thousand terminals that do not listen keep a platform down after an outage."""
    answer = always(status, b"", Retry_After=retry_after)
    with open_site(tmp_path, serving=False) as site, false_server(answer) as (url, _):
        client = site.client(site.enrol(), url)
        with pytest.raises(TooMany) as raised:
            client.platform_time()
        assert raised.value.retry_after == seconds
        client.close()


def test_earlier_batches_count_when_a_later_one_fails(tmp_path: Path) -> None:
    """What the platform has signed for would otherwise be sent all over again after each outage."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        answers = iter((True, False))

        def once(handler: Handler, body: bytes) -> None:
            always(*(pass_on(site.platform, handler, body) if next(answers) else (500, b"")))(handler, body)

        with false_server(once) as (url, _):
            client = site.client(credentials, url)
            items = [site.delivery(credentials) for _ in range(201)]
            assert [result.key for result in client.deliver(items)] == [item.key for item in items[:200]]
            client.close()
