# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's ring of sealing keys as a terminal keeps it: never an older one in place of a newer.

A terminal gets its first ring with its credentials and fetches later ones. The newest stays in the folder of its data,
as the platform signed it, so that after a restart nobody can hand it an older one again.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from kiosk.province.contract import KeyRing, SealingKey
from kiosk.province.envelope import NotAnEnvelope, WrongSignature, open_envelope
from offline_cache.sealing import PlatformKey, Suite, VerifyingKey

KEPT = "key_ring.json"
"""Name of the file in the folder of the terminal's data."""

log = logging.getLogger(__name__)


class RingRefused(Exception):  # noqa: N818 - it says what became of the ring
    """A ring that the platform has signed, and that must not replace the one at hand."""


def platform_key(key: SealingKey) -> PlatformKey:
    """Return a usable key of a ring as the sealer takes it."""
    return PlatformKey(id=key.id, public_key=key.public, not_after=key.not_after, suite=Suite(key.suite))


def replaces(new: KeyRing, held: KeyRing) -> bool:
    """Say whether a ring takes the place of the one at hand; False: it is the same. Raises RingRefused."""
    if new.version < held.version:
        raise RingRefused(f"version {new.version} of the key ring, after version {held.version}")
    if new.version == held.version and new != held:
        raise RingRefused(f"another key ring under the same version {held.version}")
    return new.version > held.version


def newest_ring(enrolled: KeyRing, folder: Path, root: VerifyingKey) -> KeyRing:
    """Return the ring to work with: the one kept in `folder` where it is newer than the one of the enrolment.

    One that this platform has not signed is passed over: it is of an enrolment elsewhere, or damaged.
    """
    path = folder / KEPT
    try:
        kept = open_envelope(KeyRing, path.read_bytes(), root)
    except FileNotFoundError:
        return enrolled
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error.strerror)
        return enrolled
    except (NotAnEnvelope, WrongSignature) as mistake:
        log.warning("%s is passed over: %s", path, mistake)
        return enrolled
    return kept if kept.version > enrolled.version else enrolled


def keep_ring(folder: Path, signed: bytes) -> None:
    """Write a ring, as the platform signed it, so that it survives a power cut. Raises OSError."""
    partial = folder / f".{KEPT}.partial"
    with open(partial, "wb", opener=_private) as file:
        file.write(signed)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / KEPT)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
