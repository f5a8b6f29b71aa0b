# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine that looks at its keys all the time: `python -m tests.faults.eager_engine …`; else it is the real one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.app import run_engine
from kiosk.keywatch import KeyPace
from kiosk.places import Places
from kiosk.setup import Makers

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--terminal", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    makers = Makers(key_pace=KeyPace(look=0.1, spread=0.1, every=0.2, again=0.2))
    sys.exit(run_engine(Places.of(options.data), options.terminal, makers))
