# SPDX-License-Identifier: GPL-3.0-or-later
"""OFD (GB/T 33190) is recognised, so that it is called by its name; it is not read (docs/decisions/0011)."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

_ENTRY = "OFD.xml"


def is_ofd(data: bytes) -> bool:
    """Tell whether bytes are an OFD document, by the entry that each has at the root of its container."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(data)) as container:
            return _ENTRY in container.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return False
