# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates a platform's folder, exchanges its sealing key, and enrols terminals.

For demo, tests and training: every key is marked `demo`.
"""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from kiosk.documents.authorities import FILE as DOCUMENT_AUTHORITIES
from kiosk.province.contract import KeyRing, SealingKey
from kiosk.province.credentials import ACCOUNT, KEY_RING, PLATFORM_ROOT, TERMINAL_KEY, AccountFile, load_credentials
from kiosk.province.envelope import NotAnEnvelope, WrongSignature, open_envelope, sign_content
from kiosk.province.reference.authority import open_authority
from kiosk.province.reference.keys import ROOT, SEALING, PlatformFolderError, load_platform_keys
from kiosk.province.reference.tables import accounts, earlier_keys, terminals
from offline_cache.sealing import (
    Suite,
    VerifyingKey,
    new_opening_key,
    new_signing_key,
    private_pem,
    public_pem,
    suite_of_signer,
)

KEY_LIFE = timedelta(days=730)
"""How long terminals may seal to a demo platform's key."""
KEY_LEAD = timedelta(days=1)
"""The key is valid from a little earlier, for terminals whose clock is slow."""
GRACE = timedelta(days=90)
"""How long the key before the newest stays in the ring, for terminals that cannot fetch the new one."""


def create_platform(folder: Path, *, now: datetime, suite: Suite = Suite.HPKE) -> None:
    """Make a platform's folder with fresh keys, where there is none yet; an existing one stays as it is."""
    if (folder / ROOT).exists():
        return
    _closed_folder(folder)
    _closed_folder(folder / SEALING)
    root = new_signing_key(suite)
    key = _new_sealing_key(folder, suite, now)
    _write(folder / KEY_RING, sign_content(KeyRing(issued=now, keys=(key,)), root))
    _write(folder / ROOT, private_pem(root))  # last: its presence says that the folder is whole


def rotate_key(folder: Path, *, now: datetime, suite: Suite | None = None, grace: timedelta = GRACE) -> KeyRing:
    """Put a fresh sealing key into the ring, and let the others end after `grace`; return the new ring.

    `suite` None stays with the newest key's. A running platform hands the new ring out at once. The private halves of
    all keys stay in the folder, so that what was sealed to them is opened whenever it arrives. Raises
    PlatformFolderError.
    """
    keys = load_platform_keys(folder)
    try:
        ring = open_envelope(KeyRing, keys.key_ring, keys.root.public_key())
    except (NotAnEnvelope, WrongSignature) as mistake:
        raise PlatformFolderError(f"{folder / KEY_RING}: {mistake}") from None
    newest = max(ring.keys, key=lambda key: key.not_before)
    ending = [
        key.model_copy(update={"not_after": min(key.not_after, now + grace)})
        for key in ring.keys
        if key.not_after > now
    ]
    new = _new_sealing_key(folder, suite or Suite(newest.suite), now)
    # Later than every other key's beginning, so that it is the newest although two were made within a day.
    new = new.model_copy(update={"not_before": max(new.not_before, newest.not_before + timedelta(seconds=1))})
    rotated = KeyRing(version=ring.version + 1, issued=now, keys=(*ending, new))
    _replace(folder / KEY_RING, sign_content(rotated, keys.root))
    return rotated


def _new_sealing_key(folder: Path, suite: Suite, now: datetime) -> SealingKey:
    private = new_opening_key(suite)
    key = SealingKey(
        id=f"demo-{now:%Y%m%d}-{secrets.token_hex(4)}",
        suite=suite,
        public=private.public_key().public_bytes_raw(),
        not_before=now - KEY_LEAD,
        not_after=now + KEY_LIFE,
        demo=True,
    )
    _replace(folder / SEALING / f"{key.id}.pem", private_pem(private))
    return key


def enrol_terminal(
    folder: Path, database: Engine, *, terminal: str, division: str, credentials: Path, now: datetime
) -> None:
    """Enrol a terminal at the platform and write its credentials folder, in place of an earlier one.

    Its key is of the kind of the platform's root. What the terminal sealed before it was enrolled again is still taken
    in; requests it signs with its new key only.
    The terminal's id is like 4452-0137, its division has 12 digits. Raises pydantic's ValidationError for others,
    PlatformFolderError when `folder` is no platform's.
    """
    keys = load_platform_keys(folder)
    account = AccountFile(
        terminal=terminal, division=division, paasid=f"kiosk-{terminal}", token=secrets.token_urlsafe(24), demo=True
    )
    key = new_signing_key(suite_of_signer(keys.root))
    shutil.rmtree(credentials, ignore_errors=True)
    _closed_folder(credentials)
    _write(credentials / ACCOUNT, account.model_dump_json(indent=2).encode())
    _write(credentials / TERMINAL_KEY, private_pem(key))
    _write(credentials / PLATFORM_ROOT, public_pem(keys.root.public_key()))
    _write(credentials / KEY_RING, keys.key_ring)
    _write(credentials / DOCUMENT_AUTHORITIES, open_authority(folder, now=now).ca.certificate_pem)
    load_credentials(credentials)
    _register(database, account, key.public_key(), now)


def _register(database: Engine, account: AccountFile, key: VerifyingKey, now: datetime) -> None:
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


def _replace(path: Path, content: bytes) -> None:
    """Write a file that a running platform reads, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    _write(partial, content)
    partial.replace(path)
