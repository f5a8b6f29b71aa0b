# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring of sealing keys: exchanged while terminals work, never for an older one, never for somebody else's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.province.contract import KeyRing, SealingKey
from kiosk.province.credentials import load_credentials
from kiosk.province.envelope import sign_content
from kiosk.province.key_ring import KEPT, RingRefused, keep_ring, newest_ring, platform_key, replaces
from kiosk.province.reference.keys import PlatformFolderError, load_platform_keys
from kiosk.province.reference.provision import GRACE, KEY_LIFE, rotate_key
from kiosk.province.reference.record import record_of
from kiosk.province.reference.running import RunningPlatform
from offline_cache.sealing import Suite, new_opening_key, suite_of
from offline_cache.transport import Accepted, CaptivePortal, CredentialRefused
from tests.province_site import NOW, Site, always, false_server, open_site

DAY = timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path) as site:
        yield site


def sealing_key(name: str, *, begins: int = 0, ends: int = 100, suite: str = Suite.HPKE) -> SealingKey:
    """A key that is valid from one day to another."""
    known = Suite(suite) if suite in set(Suite) else Suite.HPKE
    return SealingKey(
        id=name,
        suite=suite,
        public=new_opening_key(known).public_key().public_bytes_raw(),
        not_before=NOW + begins * DAY,
        not_after=NOW + ends * DAY,
    )


def ring(*keys: SealingKey, version: int = 1) -> KeyRing:
    return KeyRing(version=version, issued=NOW, keys=keys)


def test_the_newest_valid_key_is_sealed_to() -> None:
    """A terminal would go on with a key that the province wants to be rid of, or begin with one too early."""
    old, new, later = sealing_key("old"), sealing_key("new", begins=10), sealing_key("later", begins=200, ends=300)
    both = ring(later, new, old)
    for day, expected in ((-1, None), (1, "old"), (10, "new"), (100, "new"), (101, None), (200, "later"), (301, None)):
        current = both.current(NOW + day * DAY)
        assert (current.id if current else None) == expected, day


def test_a_key_of_an_unknown_suite_is_passed_over() -> None:
    """A province could not begin with a new suite before its last terminal is updated."""
    known, unknown = sealing_key("known"), sealing_key("unknown", begins=1, suite="of-2040")
    current = ring(known, unknown).current(NOW + 2 * DAY)
    assert current == known
    assert platform_key(known).suite is Suite.HPKE


@pytest.mark.parametrize("first", Suite)
@pytest.mark.parametrize("second", Suite)
def test_items_sealed_to_the_old_and_the_new_key_are_both_taken_in(tmp_path: Path, first: Suite, second: Suite) -> None:
    """A rotation, even to the other suite, in the midst of a queue: what was sealed before it would be lost."""
    with open_site(tmp_path, suite=first) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        before = [site.delivery(credentials) for _ in range(3)]
        rotated = rotate_key(site.platform.folder, now=NOW + DAY, suite=second)
        fetched, _ = client.key_ring()
        assert (fetched, fetched.version) == (rotated, 2)
        (site.folder / "credentials-4452-0137" / "key_ring.json").write_bytes(site.platform.keys.key_ring)
        renewed = load_credentials(site.folder / "credentials-4452-0137")
        after = [site.delivery(renewed) for _ in range(3)]
        named = {item.sealed.read_header().platform_key for item in (*before, *after)}
        assert named == {key.id for key in rotated.keys}
        assert [suite_of(site.platform.keys.sealing[key.id]) for key in rotated.usable] == [first, second]

        queue = [item for pair in zip(before, after, strict=True) for item in pair]
        assert all(isinstance(result, Accepted) for result in client.deliver(queue))
        site.process_all()
        records = [record_of(site.platform.database, item.key) for item in queue]
        assert [record.state for record in records if record] == ["settled"] * 6
        client.close()


def test_earlier_keys_end_after_their_grace_and_stay_with_the_platform(site: Site) -> None:
    """Terminals would seal for years to a key that was exchanged, or what they sealed could not be opened."""
    folder = site.platform.folder
    [old] = load_platform_keys(folder).sealing
    rings = [rotate_key(folder, now=NOW + days * DAY) for days in (1, 2, 200)]
    ends = {key.id: key.not_after for key in rings[1].keys}
    assert ends[old] == NOW + DAY + GRACE
    assert max(ends.values()) == NOW + 2 * DAY + KEY_LIFE
    assert [len(ring.keys) for ring in rings] == [2, 3, 2], "keys that have ended leave the ring"
    assert [ring.version for ring in rings] == [2, 3, 4]
    for made in rings:
        current = made.current(made.issued)
        assert current is not None
        assert current == made.keys[-1], "the last one made is the one to seal to, also twice within a day"
    assert old in site.platform.keys.sealing, "a running platform finds keys that came and keeps those that were"
    assert len(site.platform.keys.sealing) == 4
    with pytest.raises(KeyError):
        site.platform.keys.sealing["no such key"]


def test_a_ring_of_another_platform_is_nobodys_answer(site: Site, tmp_path: Path) -> None:
    """Whoever answers in the platform's place could have everything sealed to himself."""
    credentials = site.enrol()
    with open_site(tmp_path / "elsewhere") as other:
        client = site.client(credentials, other.platform.url)
        with pytest.raises(CaptivePortal):
            client.key_ring()
        client.close()
    for body in (b"{}", b"<html>", b'{"signed":"{}","signature":"AAAA"}'):
        with false_server(always(200, body)) as (url, _):
            client = site.client(credentials, url)
            with pytest.raises(CaptivePortal):
                client.key_ring()
            client.close()


def test_an_older_ring_never_replaces_a_newer() -> None:
    """A stolen key that the province has exchanged could be brought back by replaying the old ring."""
    old, new = sealing_key("old"), sealing_key("new", begins=1)
    held = ring(old, new, version=2)
    assert replaces(ring(new, version=3), held)
    assert not replaces(ring(old, new, version=2), held)
    with pytest.raises(RingRefused, match="version 1"):
        replaces(ring(old), held)
    with pytest.raises(RingRefused, match="same version 2"):
        replaces(ring(old, version=2), held)


def test_the_newest_ring_outlives_a_restart(site: Site, tmp_path: Path) -> None:
    """After a power cut the terminal would be back at the ring of its enrolment."""
    credentials, state = site.enrol(), tmp_path / "state"
    state.mkdir()
    assert newest_ring(credentials.key_ring, state, credentials.platform_root) == credentials.key_ring
    first = site.platform.keys.key_ring
    rotated = rotate_key(site.platform.folder, now=NOW + DAY)
    keep_ring(state, site.platform.keys.key_ring)
    assert newest_ring(credentials.key_ring, state, credentials.platform_root) == rotated
    assert (state / KEPT).stat().st_mode & 0o777 == 0o600
    assert newest_ring(rotated, state, credentials.platform_root) == rotated, "an enrolment may bring a newer one"
    keep_ring(state, first)
    assert newest_ring(rotated, state, credentials.platform_root) == rotated


@pytest.mark.parametrize("kept", [b"", b"{}", b'{"signed":"{}","signature":"AAAA"}', None])
def test_a_kept_ring_that_is_not_this_platforms_is_passed_over(site: Site, tmp_path: Path, kept: bytes | None) -> None:
    """A terminal that moved to another platform, or whose disk failed there, could not start."""
    credentials = site.enrol()
    if kept is None:
        with open_site(tmp_path / "elsewhere", serving=False) as other:
            rotate_key(other.platform.folder, now=NOW)
            kept = other.platform.keys.key_ring
    (tmp_path / KEPT).write_bytes(kept)
    assert newest_ring(credentials.key_ring, tmp_path, credentials.platform_root) == credentials.key_ring


def test_a_ring_from_before_versions_is_the_first(site: Site) -> None:
    """Terminals that were enrolled by an earlier release could not read their own credentials."""
    folder = site.folder / "credentials-4452-0137"
    site.enrol()
    signed = json.loads(json.loads((folder / "key_ring.json").read_text())["signed"])
    del signed["version"]
    del signed["keys"][0]["suite"]
    old = KeyRing.model_validate(signed)
    assert (old.version, old.keys[0].suite) == (1, Suite.HPKE)


def test_a_platform_without_its_own_ring_does_not_rotate(site: Site) -> None:
    """It would hand out a ring that no terminal believes."""
    other = KeyRing(issued=NOW, keys=(sealing_key("other"),))
    stranger = open_site(site.folder / "stranger", serving=False)
    with stranger as elsewhere:
        (site.platform.folder / "key_ring.json").write_bytes(sign_content(other, elsewhere.platform.keys.root))
    with pytest.raises(PlatformFolderError, match="key_ring"):
        rotate_key(site.platform.folder, now=NOW)


def test_a_new_root_comes_with_a_new_enrolment(site: Site, tmp_path: Path) -> None:
    """A root that was stolen could never be exchanged, or what was sealed under it would be lost."""
    old = site.enrol()
    before = site.delivery(old)
    renewed = tmp_path / "renewed"
    with RunningPlatform(
        renewed, database_url=site.platform.database_url, now=lambda: NOW, processing=False
    ) as platform:
        for key in (site.platform.folder / "sealing").glob("*.pem"):
            shutil.copy(key, renewed / "sealing")
        site.platform.stop()
        fresh = replace(site, platform=platform)
        new = fresh.enrol()
        assert new.platform_root.public_bytes_raw() != old.platform_root.public_bytes_raw()
        client = fresh.client(new)
        items = [before, fresh.delivery(new)]
        assert all(isinstance(result, Accepted) for result in client.deliver(items))
        fresh.process_all()
        assert {one.stage.value for one in client.status([item.key for item in items])} == {"settled"}
        client.close()
        stranger = fresh.client(old)
        with pytest.raises(CredentialRefused):
            stranger.deliver([before])
        stranger.close()
