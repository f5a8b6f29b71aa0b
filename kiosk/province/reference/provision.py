# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates a platform's folder, and enrols terminals: for demo, tests and training, so every key is marked `demo`."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Engine, insert, select, update

from kiosk.province.contract import KeyRing, SealingKey
from kiosk.province.credentials import ACCOUNT, KEY_RING, PLATFORM_ROOT, TERMINAL_KEY, AccountFile, load_credentials
from kiosk.province.envelope import sign_content
from kiosk.province.reference.keys import ROOT, SEALING, load_platform_keys
from kiosk.province.reference.tables import accounts, earlier_keys, terminals

KEY_LIFE = timedelta(days=730)
"""How long terminals may seal to a demo platform's key."""
KEY_LEAD = timedelta(days=1)
"""The key is valid from a little earlier, for terminals whose clock is slow."""


def create_platform(folder: Path, *, now: datetime) -> None:
    """Make a platform's folder with fresh keys, where there is none yet; an existing one stays as it is."""
    if (folder / ROOT).exists():
        return
    _closed_folder(folder)
    _closed_folder(folder / SEALING)
    root, sealing = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    key = SealingKey(
        id=f"demo-{now:%Y%m%d}-{secrets.token_hex(4)}",
        public=sealing.public_key().public_bytes_raw(),
        not_before=now - KEY_LEAD,
        not_after=now + KEY_LIFE,
        demo=True,
    )
    _write(folder / SEALING / f"{key.id}.pem", _private_pem(sealing))
    _write(folder / KEY_RING, sign_content(KeyRing(issued=now, keys=(key,)), root))
    _write(folder / ROOT, _private_pem(root))  # last: its presence says that the folder is whole


def enrol_terminal(
    folder: Path, database: Engine, *, terminal: str, division: str, credentials: Path, now: datetime
) -> None:
    """Enrol a terminal at the platform and write its credentials folder, in place of an earlier one.

    What the terminal sealed before it was enrolled again is still taken in; requests it signs with its new key only.
    The terminal's id is like 4452-0137, its division has 12 digits. Raises pydantic's ValidationError for others,
    PlatformFolderError when `folder` is no platform's.
    """
    keys = load_platform_keys(folder)
    account = AccountFile(
        terminal=terminal, division=division, paasid=f"kiosk-{terminal}", token=secrets.token_urlsafe(24), demo=True
    )
    key = Ed25519PrivateKey.generate()
    shutil.rmtree(credentials, ignore_errors=True)
    _closed_folder(credentials)
    _write(credentials / ACCOUNT, account.model_dump_json(indent=2).encode())
    _write(credentials / TERMINAL_KEY, _private_pem(key))
    _write(credentials / PLATFORM_ROOT, _public_pem(keys.root.public_key()))
    _write(credentials / KEY_RING, keys.key_ring)
    load_credentials(credentials)
    _register(database, account, key.public_key(), now)


def _register(database: Engine, account: AccountFile, key: Ed25519PublicKey, now: datetime) -> None:
    row = {
        "division": account.division,
        "public_key": key.public_bytes_raw(),
        "paasid": account.paasid,
        "demo": account.demo,
        "enrolled_at": now,
    }
    with database.begin() as connection:
        same_account = accounts.c.paasid == account.paasid
        if connection.execute(update(accounts).where(same_account).values(token=account.token)).rowcount:
            this = terminals.c.terminal == account.terminal
            earlier = select(terminals.c.terminal, terminals.c.public_key).where(this)
            connection.execute(insert(earlier_keys).from_select(["terminal", "public_key"], earlier))
            connection.execute(update(terminals).where(this).values(row))
        else:
            connection.execute(insert(accounts).values(paasid=account.paasid, token=account.token))
            connection.execute(insert(terminals).values(terminal=account.terminal, **row))


def _closed_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _private_pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
