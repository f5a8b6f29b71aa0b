# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's keys in its folder: `root.pem` signs replies and the key ring, `sealing/ID.pem` opens payloads.

A payload may arrive weeks after it was sealed, so old private keys stay in the folder for a year or more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.province.credentials import KEY_RING

ROOT = "root.pem"
SEALING = "sealing"


class PlatformFolderError(Exception):
    """The folder is not a platform's; the message names the file and what is expected of it."""


@dataclass(frozen=True)
class PlatformKeys:
    """What the platform signs and opens with."""

    root: Ed25519PrivateKey
    sealing: Mapping[str, X25519PrivateKey]
    """By key id."""
    key_ring: bytes
    """The signed ring of public keys, as terminals get it."""


def load_platform_keys(folder: Path) -> PlatformKeys:
    """Return the keys of a platform's folder; raises PlatformFolderError."""
    sealing: dict[str, X25519PrivateKey] = {}
    for path in sorted((folder / SEALING).glob("*.pem")):
        key = _private_key(path)
        if not isinstance(key, X25519PrivateKey):
            raise PlatformFolderError(f"{path}: an X25519 private key is expected")
        sealing[path.stem] = key
    root = _private_key(folder / ROOT)
    if not isinstance(root, Ed25519PrivateKey):
        raise PlatformFolderError(f"{folder / ROOT}: an Ed25519 private key is expected")
    return PlatformKeys(root, sealing, _read(folder / KEY_RING))


def _private_key(path: Path) -> object:
    try:
        return load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError):
        raise PlatformFolderError(f"{path}: a private key in PEM is expected") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlatformFolderError(f"{path}: cannot be read: {error.strerror}") from None
