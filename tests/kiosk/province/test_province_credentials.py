# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials folder: a mistake in it is told by file and by what is expected, and open files are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.province.credentials import CredentialsError, load_credentials
from kiosk.province.reference.provision import KEY_LIFE
from tests.province_site import DIVISION, NOW, open_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_site(tmp_path, serving=False) as site:
        site.enrol()
    return tmp_path / "credentials-4452-0137"


def test_enrolment_writes_what_a_terminal_loads(folder: Path) -> None:
    """A terminal that cannot load its credentials serves nobody."""
    credentials = load_credentials(folder)
    assert (credentials.terminal, credentials.division, credentials.demo) == ("4452-0137", DIVISION, True)
    key = credentials.sealing_key(NOW)
    assert key is not None
    assert len(key.public_key) == 32
    assert credentials.key_ring.keys[0].demo
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_expired_keys_are_not_sealed_to(folder: Path) -> None:
    """A case sealed to a key that the platform has thrown away is lost."""
    assert load_credentials(folder).sealing_key(NOW + KEY_LIFE + timedelta(days=1)) is None


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


def open_up(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).chmod(0o644)


@pytest.mark.parametrize(
    ("damage", "name", "expected"),
    [
        (lambda folder: folder.chmod(0o755), "", "others may read it (mode 0755); mode 0700 is expected"),
        (open_up("terminal.pem"), "terminal.pem", "mode 0600 is expected"),
        (open_up("account.json"), "account.json", "mode 0600 is expected"),
        (remove("account.json"), "account.json", "is missing; a JSON file is expected"),
        (remove("terminal.pem"), "terminal.pem", "is missing"),
        (remove("platform.pem"), "platform.pem", "is missing"),
        (remove("key_ring.json"), "key_ring.json", "is missing"),
        (write("account.json", "{"), "account.json", "JSON with terminal, division, paasid and token is expected"),
        (write("account.json", json.dumps({"terminal": "1"})), "account.json", "terminal: "),
        (write("terminal.pem", "no key"), "terminal.pem", "an Ed25519 or SM2 private key in PEM"),
        (write("platform.pem", "no key"), "platform.pem", "an Ed25519 or SM2 public key in PEM"),
        (write("key_ring.json", "{}"), "key_ring.json", "a signed key ring in JSON is expected"),
        (write("key_ring.json", '{"signed":"{}","signature":"AAAA"}'), "key_ring.json", "signed by the key"),
    ],
)
def test_mistakes_are_told_by_file(folder: Path, damage: Callable[[Path], object], name: str, expected: str) -> None:
    """The technician learns which of the files is wrong, and what it should be."""
    damage(folder)
    with pytest.raises(CredentialsError) as raised:
        load_credentials(folder)
    assert raised.value.path == folder / name
    assert expected in str(raised.value)


def test_keys_of_another_kind_are_refused(folder: Path, tmp_path: Path) -> None:
    """A key of the wrong kind would fail only when a citizen's case is being sent."""
    [sealing] = (tmp_path / "platform" / "sealing").iterdir()
    (folder / "terminal.pem").write_bytes(sealing.read_bytes())
    with pytest.raises(CredentialsError, match="an Ed25519 or SM2 private key"):
        load_credentials(folder)


def test_a_token_is_never_in_a_message(folder: Path) -> None:
    """Messages go to logs and photographs of screens."""
    account = json.loads((folder / "account.json").read_text())
    (folder / "account.json").write_text(json.dumps(account | {"division": "44"}))
    with pytest.raises(CredentialsError) as raised:
        load_credentials(folder)
    assert account["token"] not in str(raised.value)


def test_no_folder_at_all_says_so(tmp_path: Path) -> None:
    """A fresh machine tells that it is not enrolled."""
    with pytest.raises(CredentialsError, match="is missing; a folder is expected, as enrolment writes it"):
        load_credentials(tmp_path / "nothing")
