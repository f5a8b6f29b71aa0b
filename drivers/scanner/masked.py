# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be told of a code to whoever tries a scanner: enough to know that it reads, nothing of what it holds."""

from __future__ import annotations

import hashlib

from drivers.scanner.code import Code


def summary(code: Code) -> dict[str, str | int]:
    """Return the kind, the length in bytes, the encoding, and the first four digits of the bytes' SHA-256.

    They tell a technician with a code of his own whether it came as it was printed (`printf %s TEXT | sha256sum`). More
    digits would tell whoever reads them which of all citizens' codes it was.
    """
    return {
        "symbology": "unknown" if code.symbology is None else code.symbology.name.lower(),
        "bytes": len(code.raw),
        "encoding": code.encoding or "binary",
        "sha256": hashlib.sha256(code.raw).hexdigest()[:4],
    }
