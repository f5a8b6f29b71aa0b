# SPDX-License-Identifier: GPL-3.0-or-later
"""A sealed document of a platform's own, for tests."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.demo.document_specimens import WHEN, certificates
from kiosk.province.reference.authority import DocumentAuthority, open_authority


def authority(folder: Path) -> DocumentAuthority:
    return open_authority(folder, now=WHEN)


def sealed(authority: DocumentAuthority) -> dict[str, bytes]:
    return dict(certificates(authority))


def root(authority: DocumentAuthority) -> bytes:
    return authority.ca.certificate.public_bytes(Encoding.DER)
