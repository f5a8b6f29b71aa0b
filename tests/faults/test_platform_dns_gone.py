# SPDX-License-Identifier: GPL-3.0-or-later
"""The resolver fails in each of its ways, and recovers; test_platform_unreachable.py has a name that does not exist."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from offline_cache.transport import Accepted, CaptivePortal, Unreachable
from tests.province_site import always, false_server, open_site

NAME = "platform.province.example"


class Resolver:
    """Finds NAME where it is told to, or fails with a code."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.code: int | None = None
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)

    def look_up(self, host: str, *args: Any, **kwargs: Any) -> Any:
        if host == NAME and self.code is not None:
            raise socket.gaierror(self.code, "the resolver failed")
        return self._real("127.0.0.1" if host == NAME else host, *args, **kwargs)


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_NODATA])
def test_the_name_is_gone_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """After the resolver's every hiccup somebody would have to travel to the village and restart the terminal."""
    resolver = Resolver(monkeypatch)
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials, f"http://{NAME}:{site.platform.port}")
        item = site.delivery(credentials)
        resolver.code = code
        with pytest.raises(Unreachable, match="name"):
            client.deliver([item])
        assert not client.reachable()
        resolver.code = None
        assert isinstance(client.deliver([item])[0], Accepted)
        client.close()


def test_the_name_leads_to_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A router that answers every name with its own address would be taken for the platform."""
    Resolver(monkeypatch)
    with open_site(tmp_path, serving=False) as site, false_server(always(200, b"<html>router</html>")) as (url, _):
        credentials = site.enrol()
        client = site.client(credentials, url.replace("localhost", NAME))
        with pytest.raises(CaptivePortal):
            client.deliver([site.delivery(credentials)])
        client.close()
