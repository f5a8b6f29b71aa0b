# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine whose day is far from its end: `python -m tests.visits.midday_engine …`; else it is the real one.

A paper that did not come out waits until the evening at most. Visits that are played at a minute to midnight would find
none.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from kiosk.app import run_engine
from kiosk.kept_papers import KeptPapers
from kiosk.places import Places
from kiosk.setup import Makers


def midday() -> timezone:
    """Return the zone of the world in which it is noon."""
    now = datetime.now(UTC)
    return timezone(timedelta(hours=12 - now.hour, minutes=-now.minute))


def makers() -> Makers:
    """Return what an engine of that zone is made with."""
    return Makers(kept=partial(KeptPapers, zone=midday()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--terminal", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    sys.exit(run_engine(Places.of(options.data), options.terminal, makers()))
