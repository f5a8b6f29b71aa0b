# SPDX-License-Identifier: GPL-3.0-or-later
"""Something answers that is not the platform: the login page of a network, a proxy, somebody else's service."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_cache.transport import CaptivePortal
from tests.province_site import Handler, always, false_server, open_site, pass_on

LOGIN = "<html><title>欢迎使用无线网络，请登录</title></html>".encode()


@pytest.mark.parametrize(
    "answer",
    [
        always(200, LOGIN, Content_Type="text/html"),
        always(200),
        always(204),
        always(200, b'{"code":0,"msg":"success"}', Content_Type="application/json"),
        always(200, b'{"signed":"{}","signature":"AAAA"}'),
        always(200, b'{"signed":"{}","signature":"not base64!"}'),
        always(200, b"\xff\xfe\x00"),
        always(302, Location="http://login.example/portal"),
        always(307, Location="/login"),
        always(404, LOGIN),
        always(407, LOGIN),
        always(511, LOGIN),
    ],
)
def test_foreign_answers_are_no_acceptance(tmp_path: Path, answer: Callable[[Handler, bytes], None]) -> None:
    """A receipt would say 已送达 because a login page said 200, and the case would be deleted unsent."""
    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        with false_server(answer) as (url, requests):
            client = site.client(credentials, url)
            item = site.delivery(credentials)
            with pytest.raises(CaptivePortal):
                client.deliver([item])
            assert len(requests) == 1
            assert not client.reachable()
            client.close()


def test_redirects_are_not_followed(tmp_path: Path) -> None:
    """Signed requests and sealed cases go to the platform's host and to no other."""
    with open_site(tmp_path, serving=False) as site, false_server(always(200)) as (elsewhere, arrived):
        credentials = site.enrol()
        with false_server(always(308, Location=elsewhere)) as (url, _):
            client = site.client(credentials, url)
            with pytest.raises(CaptivePortal):
                client.deliver([site.delivery(credentials)])
            client.close()
        assert arrived == []


def test_proxies_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable left in an image would otherwise send every terminal's requests to a stranger."""
    with open_site(tmp_path) as site, false_server(always(200)) as (proxy, arrived):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        client = site.client(site.enrol())
        assert client.reachable()
        assert arrived == []
        client.close()


def test_another_platforms_signature_does_not_count(tmp_path: Path) -> None:
    """Somebody who runs a platform of their own could otherwise make terminals delete what they never passed on."""
    with open_site(tmp_path) as site, open_site(tmp_path / "impostor") as impostor:
        credentials = site.enrol()
        client = site.client(credentials, impostor.platform.url)
        with pytest.raises(CaptivePortal, match="did not sign"):
            client.platform_time()
        client.close()


def test_old_answers_do_not_count_again(tmp_path: Path) -> None:
    """A recorded acceptance could otherwise be played back while the case goes nowhere."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        item = site.delivery(credentials)
        first: list[bytes] = []

        def replay(handler: Handler, body: bytes) -> None:
            first.append(pass_on(site.platform, handler, body)[1])
            always(200, first[0])(handler, body)

        with false_server(replay) as (url, _):
            client = site.client(credentials, url)
            client.deliver([item])
            with pytest.raises(CaptivePortal, match="another question"):
                client.deliver([item])
            client.close()


def test_tampered_answers_do_not_count(tmp_path: Path) -> None:
    """Whoever sits in between could otherwise turn a rejection into an acceptance."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()

        def tamper(handler: Handler, body: bytes) -> None:
            envelope = json.loads(pass_on(site.platform, handler, body)[1])
            envelope["signed"] = envelope["signed"].replace('"accepted"', '"rejected"')
            always(200, json.dumps(envelope).encode())(handler, body)

        with false_server(tamper) as (url, _):
            client = site.client(credentials, url)
            with pytest.raises(CaptivePortal, match="did not sign"):
                client.deliver([site.delivery(credentials)])
            client.close()
