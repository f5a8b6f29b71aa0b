# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials folder of one terminal: what it proves itself by, and what it knows the platform by.

account.json    terminal, division, and the gateway's account: paasid, token
terminal.pem    the terminal's private key, Ed25519 or SM2, PKCS #8
platform.pem    the platform's root public key, Ed25519 or SM2
key_ring.json   the platform's sealing keys, signed by its root
ca.pem          optional: the certificate authorities that the platform's TLS certificate is checked against
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.province.contract import KeyRing
from kiosk.province.envelope import NotAnEnvelope, WrongSignature, open_envelope
from kiosk.province.gateway import Account
from kiosk.province.key_ring import platform_key
from offline_cache.sealing import (
    PlatformKey,
    SigningKey,
    Sm2Missing,
    VerifyingKey,
    load_private_pem,
    load_public_pem,
)

ACCOUNT = "account.json"
TERMINAL_KEY = "terminal.pem"
PLATFORM_ROOT = "platform.pem"
KEY_RING = "key_ring.json"
AUTHORITIES = "ca.pem"


class CredentialsError(Exception):
    """The credentials cannot be used; the message names the file and what is expected of it."""

    def __init__(self, path: Path, expected: str) -> None:
        self.path = path
        super().__init__(f"{path}: {expected}")


class AccountFile(BaseModel):
    """Content of account.json."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    terminal: str = Field(pattern=r"^\d{4}-\d{4}$")
    division: str = Field(pattern=r"^\d{12}$")
    paasid: str = Field(min_length=1)
    token: str = Field(min_length=1)
    demo: bool = False


@dataclass(frozen=True)
class Credentials:
    """What the folder holds."""

    terminal: str
    division: str
    account: Account
    terminal_key: SigningKey
    platform_root: VerifyingKey
    key_ring: KeyRing
    authorities: Path | None
    """None: the public certificate authorities that the `certifi` package lists."""
    demo: bool
    """Made by a reference platform for demo, tests or training."""

    def sealing_key(self, now: datetime) -> PlatformKey | None:
        """Return the key to seal to now, or None when all have expired; then no new offline work may begin."""
        key = self.key_ring.current(now)
        return None if key is None else platform_key(key)


def load_credentials(folder: Path, terminal: str | None = None) -> Credentials:
    """Return what the folder holds; raises CredentialsError when anything is missing, readable by others, or wrong.

    With `terminal`, credentials of another one are wrong, too: the platform would reject every case for good.
    """
    _must_be_closed(folder, 0o700, "a folder")
    account = _account(folder / ACCOUNT)
    if terminal not in {None, account.terminal}:
        expected = f"belongs to terminal {account.terminal}, and terminal.toml says {terminal}"
        raise CredentialsError(folder / ACCOUNT, f"{expected}; correct the id, or enrol this terminal")
    key = _private_key(folder / TERMINAL_KEY)
    root = _public_key(folder / PLATFORM_ROOT)
    authorities = folder / AUTHORITIES
    return Credentials(
        terminal=account.terminal,
        division=account.division,
        account=Account(account.paasid, account.token),
        terminal_key=key,
        platform_root=root,
        key_ring=_key_ring(folder / KEY_RING, root),
        authorities=authorities if authorities.exists() else None,
        demo=account.demo,
    )


def _must_be_closed(path: Path, mode: int, kind: str) -> None:
    try:
        found = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        raise CredentialsError(path, f"is missing; {kind} is expected, as enrolment writes it") from None
    except OSError as error:
        raise CredentialsError(path, f"cannot be looked at: {error.strerror}") from None
    if found & 0o077:
        raise CredentialsError(path, f"others may read it (mode {found:04o}); mode {mode:04o} is expected")


def _read(path: Path, kind: str) -> bytes:
    _must_be_closed(path, 0o600, kind)
    try:
        return path.read_bytes()
    except OSError as error:
        raise CredentialsError(path, f"cannot be read: {error.strerror}") from None


def _account(path: Path) -> AccountFile:
    content = _read(path, "a JSON file")
    try:
        return AccountFile.model_validate_json(content)
    except ValidationError as mistake:
        first = mistake.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        expected = "JSON with terminal, division, paasid and token is expected"
        raise CredentialsError(path, f"{expected}; {f'{where}: ' if where else ''}{first['msg']}") from None


def _private_key(path: Path) -> SigningKey:
    expected = "an Ed25519 or SM2 private key in PEM (PKCS #8, no password) is expected"
    content = _read(path, "a key file")
    try:
        key = load_private_pem(content)
    except Sm2Missing as missing:
        raise CredentialsError(path, str(missing)) from None
    except ValueError:
        raise CredentialsError(path, expected) from None
    if not isinstance(key, SigningKey):
        raise CredentialsError(path, expected)
    return key


def _public_key(path: Path) -> VerifyingKey:
    expected = "an Ed25519 or SM2 public key in PEM is expected"
    content = _read(path, "a key file")
    try:
        key = load_public_pem(content)
    except Sm2Missing as missing:
        raise CredentialsError(path, str(missing)) from None
    except ValueError:
        raise CredentialsError(path, expected) from None
    if not isinstance(key, VerifyingKey):
        raise CredentialsError(path, expected)
    return key


def _key_ring(path: Path, root: VerifyingKey) -> KeyRing:
    content = _read(path, "a signed key ring")
    try:
        return open_envelope(KeyRing, content, root)
    except NotAnEnvelope:
        raise CredentialsError(path, "a signed key ring in JSON is expected") from None
    except WrongSignature:
        raise CredentialsError(path, f"a key ring signed by the key in {PLATFORM_ROOT} is expected") from None
