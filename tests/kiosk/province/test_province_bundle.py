# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the platform takes in from a stick what it would refuse from the network, or loses what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from kiosk.province.credentials import Credentials
from kiosk.province.reference.carried import import_bundle
from kiosk.province.reference.record import count_transactions
from offline_cache.bundle import BundleError, write_bundle
from offline_cache.clock import stamp
from offline_cache.sealing import Sealed
from tests.province_site import NOW, Site, open_site


def carry(site: Site, credentials: Credentials, items: Sequence[Sealed]) -> list[tuple[str, str | None]]:
    """What the platform says of each item of a bundle."""
    path = site.folder / f"bundle-{len(list(site.folder.glob('bundle-*')))}"
    write_bundle(
        path, lambda: iter(items), terminal=credentials.terminal, key=credentials.terminal_key, made_at=stamp(NOW)
    )
    keys = site.platform.keys.sealing.keys()
    results = import_bundle(site.platform.database, BytesIO(path.read_bytes()), sealing_keys=keys, now=NOW)
    return [(result.result, result.reason and result.reason.value) for result in results]


def test_each_item_is_checked_as_if_the_network_had_brought_it(tmp_path: Path) -> None:
    """The bundle's signature covers what the terminal wrote, not what it wrote wrongly."""
    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        good, forged, headless = (site.delivery(credentials).sealed for _ in range(3))
        forged = msgspec.structs.replace(forged, signature=bytes(64))
        headless = msgspec.structs.replace(headless, header=b"no header")
        assert carry(site, credentials, [headless, forged, good]) == [
            ("rejected", "bad_header"),
            ("rejected", "bad_signature"),
            ("accepted", None),
        ]
        assert count_transactions(site.platform.database) == 1


def test_more_than_one_batch_of_the_network_fits(tmp_path: Path) -> None:
    """Weeks of a village in one file."""
    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        items = [site.delivery(credentials).sealed for _ in range(401)]
        assert carry(site, credentials, items) == [("accepted", None)] * 401
        assert carry(site, credentials, items) == [("accepted", None)] * 401
        assert count_transactions(site.platform.database) == 401


def test_what_another_terminal_sealed_stays_its_own(tmp_path: Path) -> None:
    """A terminal that got another id carries what it sealed under the first one."""
    with open_site(tmp_path, serving=False) as site:
        first, second = site.enrol("4452-0137"), site.enrol("4452-0138")
        assert carry(site, second, [site.delivery(first).sealed]) == [("accepted", None)]


def test_a_terminal_that_is_not_enrolled_carries_nothing_in(tmp_path: Path) -> None:
    """Anybody can write a bundle for a terminal of his own."""
    with open_site(tmp_path / "a", serving=False) as site, open_site(tmp_path / "b", serving=False) as elsewhere:
        credentials = elsewhere.enrol()
        with pytest.raises(BundleError, match="terminal 4452-0137 is not enrolled here"):
            carry(site, credentials, [elsewhere.delivery(credentials).sealed])
        site.enrol()
        with pytest.raises(BundleError, match="not signed by a key of terminal 4452-0137"):
            carry(site, credentials, [elsewhere.delivery(credentials).sealed])
        assert count_transactions(site.platform.database) == 0
