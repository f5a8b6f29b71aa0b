# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's clock is wrong, and the gateway accepts no time stamp but the right one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.province.gateway import Account
from offline_cache.transport import Accepted, CredentialRefused
from tests.province_site import Handler, TerminalClock, always, false_server, open_site, pass_on


@pytest.mark.parametrize(
    "wrong_by", [timedelta(days=-365 * 56), timedelta(days=365 * 70), timedelta(hours=-8), timedelta(seconds=3)]
)
def test_wrong_clock_is_made_up_for(tmp_path: Path, wrong_by: timedelta) -> None:
    """A dead battery in a village would otherwise stop every case until somebody travels there."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        clock = TerminalClock(wrong_by)
        client = site.client(credentials, clock=clock)
        assert isinstance(client.deliver([site.delivery(credentials)])[0], Accepted)
        assert client.clock_offset == pytest.approx(-wrong_by.total_seconds(), abs=1)
        clock.wall += timedelta(days=1)
        assert isinstance(client.deliver([site.delivery(credentials)])[0], Accepted)
        client.close()


def test_right_clock_and_wrong_token_is_a_credential_fault(tmp_path: Path) -> None:
    """The technician would look for a battery where an account is wrong."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        impostor = replace(credentials, account=Account(credentials.account.paasid, "wrong"))
        client = site.client(impostor)
        with pytest.raises(CredentialRefused):
            client.deliver([site.delivery(credentials)])
        client.close()


def test_a_wrong_clock_is_asked_about_once_only(tmp_path: Path) -> None:
    """A refused terminal does not hammer the gateway."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        impostor = replace(credentials, account=Account(credentials.account.paasid, "wrong"))

        def through(handler: Handler, body: bytes) -> None:
            status, content = pass_on(site.platform, handler, body)
            always(status, content)(handler, body)

        with false_server(through) as (url, requests):
            client = site.client(impostor, url, clock=TerminalClock(timedelta(hours=-8)))
            with pytest.raises(CredentialRefused):
                client.deliver([site.delivery(credentials)])
            assert len(requests) == 2
            client.close()
