# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells this machine from a copy of its disk in another one."""

from __future__ import annotations

import hashlib
from pathlib import Path

_SYSTEM = Path("/sys")


def fingerprint(system: Path = _SYSTEM) -> str:
    """Return a hash over board and network cards; another machine has another one, a new disk in this one has not.

    Virtual network devices come and go and do not count. A machine that tells nothing of itself has the hash of
    nothing: its numbers then rest on the random epoch alone.
    """
    traits = [_read(system / "class/dmi/id" / name) for name in ("product_uuid", "board_serial", "product_serial")]
    cards = sorted((system / "class/net").glob("*/device"))
    traits += [_read(card.parent / "address") for card in cards]
    return hashlib.sha256("\n".join(traits).encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
