# SPDX-License-Identifier: GPL-3.0-or-later
"""The day on which this release was built: `kiosk.spec` writes it into a file beside this module.

A terminal whose battery is flat knows from it that it is at least that day, and for how long nobody has updated it.
"""

from datetime import UTC, datetime
from pathlib import Path

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
"""No release is older; what is run from its source says no other day."""
BUILT_ON = "built-on.txt"


def built_on(folder: Path = Path(__file__).parent) -> datetime | None:
    """The day of the build; None when this is run from its source."""
    try:
        day = (folder / BUILT_ON).read_text(encoding="ascii").strip()
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def released() -> datetime:
    """A day on which it is sure that this release was not yet run."""
    return built_on() or FIRST
