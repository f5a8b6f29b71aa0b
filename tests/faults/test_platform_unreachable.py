# SPDX-License-Identifier: GPL-3.0-or-later
"""There is no way to the platform: no name, nobody listening, nobody answering."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from offline_cache.transport import Accepted, Unreachable
from tests.province_site import IMPATIENT, open_site


def test_name_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A village's resolver fails every day; the case waits, and the technician reads why."""

    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        client = site.client(credentials, "https://platform.invalid")
        monkeypatch.setattr(socket, "getaddrinfo", no_name)
        with pytest.raises(Unreachable, match="name"):
            client.deliver([site.delivery(credentials)])
        client.close()


def test_platform_is_down_and_comes_back(tmp_path: Path) -> None:
    """After an outage the same terminal delivers the same case without anybody's help."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        assert client.reachable()
        site.platform.stop()
        assert not client.reachable()
        with pytest.raises(Unreachable, match="refused"):
            client.deliver([item])
        site.platform.start()
        assert isinstance(client.deliver([item])[0], Accepted)
        client.close()


def test_nobody_answers(tmp_path: Path) -> None:
    """A citizen who waits for the progress of a case is not kept waiting for ever."""
    with open_site(tmp_path, serving=False) as site, socket.create_server(("127.0.0.1", 0)) as deaf:
        client = site.client(site.enrol(), f"http://127.0.0.1:{deaf.getsockname()[1]}", limits=IMPATIENT)
        with pytest.raises(Unreachable, match="no answer in time"):
            client.platform_time()
        client.close()
