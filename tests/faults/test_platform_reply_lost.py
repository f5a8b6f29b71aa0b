# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform has committed, and its reply is lost on the way."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.transport import Accepted, PlatformTrouble, Unreachable
from tests.province_site import IMPATIENT, QUICK, Handler, TerminalClock, false_server, open_site, pass_on


def test_connection_is_cut_after_the_commit(tmp_path: Path) -> None:
    """The citizen's case would otherwise be handed in twice, or be taken for lost although it arrived."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        item = site.delivery(credentials)

        def swallow(handler: Handler, body: bytes) -> None:
            assert pass_on(site.platform, handler, body)[0] == 200
            handler.close_connection = True

        with false_server(swallow) as (url, _):
            lossy = site.client(credentials, url, limits=QUICK)
            with pytest.raises(Unreachable, match="cut"):
                lossy.deliver([item])
            lossy.close()
        client = site.client(credentials)
        [accepted] = client.deliver([item])
        record = record_of(site.platform.database, item.key)
        assert isinstance(accepted, Accepted)
        assert record is not None
        assert (record.arrivals, record.platform_number) == (2, accepted.platform_number)
        assert count_transactions(site.platform.database) == 1
        client.close()


def test_terminal_gives_up_waiting_after_the_commit(tmp_path: Path) -> None:
    """A slow link must neither hold the terminal for ever nor make a second case."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        item = site.delivery(credentials)
        given_up = threading.Event()

        def keep_silent(handler: Handler, body: bytes) -> None:
            assert pass_on(site.platform, handler, body)[0] == 200
            given_up.wait(5)
            handler.close_connection = True

        with false_server(keep_silent) as (url, _):
            slow = site.client(credentials, url, limits=IMPATIENT)
            with pytest.raises(Unreachable, match="no answer in time"):
                slow.deliver([item])
            given_up.set()
            slow.close()
        client = site.client(credentials)
        assert isinstance(client.deliver([item])[0], Accepted)
        assert count_transactions(site.platform.database) == 1
        client.close()


def test_reply_drips_without_end(tmp_path: Path) -> None:
    """A link that sends a byte now and then, or for ever, does not hold the sender and every other case with it."""

    class PassingClock(TerminalClock):
        def monotonic(self) -> float:
            self.steady += 1
            return self.steady

    def endless(handler: Handler, body: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * (1 << 16))

    with open_site(tmp_path, serving=False) as site, false_server(endless) as (url, _):
        credentials = site.enrol()
        slow = site.client(credentials, url, clock=PassingClock())
        with pytest.raises(Unreachable, match="no whole answer in time"):
            slow.platform_time()
        slow.close()
        client = site.client(credentials, url)
        with pytest.raises(PlatformTrouble, match="no end"):
            client.platform_time()
        client.close()


def test_reply_is_cut_in_the_middle(tmp_path: Path) -> None:
    """Half an acceptance is none."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()

        def cut(handler: Handler, body: bytes) -> None:
            status, content = pass_on(site.platform, handler, body)
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content[: len(content) // 2])
            handler.close_connection = True

        with false_server(cut) as (url, _):
            client = site.client(credentials, url)
            with pytest.raises(Unreachable):
                client.deliver([site.delivery(credentials)])
            client.close()
