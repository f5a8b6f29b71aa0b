# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's keys in its folder: `root.pem` signs replies and the key ring, `sealing/ID.pem` opens payloads.

A payload may arrive weeks after it was sealed, so old private keys stay in the folder for a year or more. Keys are
exchanged beside a running platform: what is not at hand is looked for in the folder again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.province.credentials import KEY_RING
from offline_cache.sealing import OpeningKey, SigningKey, Sm2Missing, load_private_pem

ROOT = "root.pem"
SEALING = "sealing"


class PlatformFolderError(Exception):
    """The folder is not a platform's; the message names the file and what is expected of it."""


class SealingKeys(Mapping[str, OpeningKey]):
    """The private keys of a folder by their ids; a key that arrives later is found when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = {path.stem: _sealing_key(path) for path in sorted(folder.glob("*.pem"))}

    def __getitem__(self, name: str) -> OpeningKey:
        """Return the key; raises KeyError when there is none, and PlatformFolderError when its file holds none."""
        if name not in self._keys:
            path = next((path for path in self._folder.glob("*.pem") if path.stem == name), None)
            if path is None:
                raise KeyError(name)
            self._keys[name] = _sealing_key(path)
        return self._keys[name]

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in sorted(self._folder.glob("*.pem")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class PlatformKeys:
    """What the platform signs and opens with. Raises PlatformFolderError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = _root(folder / ROOT)
        self.sealing: Mapping[str, OpeningKey] = SealingKeys(folder / SEALING)
        """By key id."""

    @property
    def key_ring(self) -> bytes:
        """The signed ring of public keys, as terminals get it now. Raises PlatformFolderError."""
        return _read(self._folder / KEY_RING)


def load_platform_keys(folder: Path) -> PlatformKeys:
    """Return the keys of a platform's folder; raises PlatformFolderError."""
    keys = PlatformKeys(folder)
    _ = keys.key_ring
    return keys


def _root(path: Path) -> SigningKey:
    key = _private_key(path)
    if not isinstance(key, SigningKey):
        raise PlatformFolderError(f"{path}: an Ed25519 or SM2 private key is expected")
    return key


def _sealing_key(path: Path) -> OpeningKey:
    key = _private_key(path)
    if not isinstance(key, OpeningKey):
        raise PlatformFolderError(f"{path}: an X25519 or SM2 private key is expected")
    return key


def _private_key(path: Path) -> object:
    try:
        return load_private_pem(_read(path))
    except Sm2Missing as missing:
        raise PlatformFolderError(f"{path}: {missing}") from None
    except ValueError:
        raise PlatformFolderError(f"{path}: a private key in PEM is expected") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlatformFolderError(f"{path}: cannot be read: {error.strerror}") from None
