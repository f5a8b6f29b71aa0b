# SPDX-License-Identifier: GPL-3.0-or-later
"""An engine that searches its own objects when told: `python -m tests.visits.searched_engine REPORT TEXTS …`.

It is the real engine, at midday. At SIGUSR2 it looks for the texts in every object that is still held by something, and
writes what it finds into the file REPORT. TEXTS are in UTF-8 and hexadecimal, apart by commas, so that they are neither
found among its own arguments nor left on the command line.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.app import run_engine
from kiosk.places import Places
from tests.visits.midday_engine import makers

REPORT, TEXTS, _, TERMINAL, _, DATA = sys.argv[1:] if __name__ == "__main__" else [""] * 6


def search(*_: object) -> None:
    """Write `searched N`, and a line for each text and kind of object that holds it."""
    gc.unfreeze()
    gc.collect()
    texts = [bytes.fromhex(text).decode() for text in TEXTS.split(",")]
    lines = {f"searched {len(gc.get_objects())}"}
    for holder, value in _held():
        if not any(value is text for text in texts):
            lines |= {f"{number} in {holder}" for number, text in enumerate(texts) if _is_in(text, value)}
    report = Path(REPORT)
    report.with_suffix(".new").write_text("\n".join(sorted(lines)))
    report.with_suffix(".new").rename(report)


def _is_in(text: str, value: str | bytes | bytearray) -> bool:
    return text in value if isinstance(value, str) else text.encode() in value


def _held() -> Iterator[tuple[str, str | bytes | bytearray]]:
    """Yield every text and string of bytes, and the kind of object that holds it."""
    seen: set[int] = set()
    for holder in gc.get_objects():
        waiting = gc.get_referents(holder)
        while waiting:
            value = waiting.pop()
            if isinstance(value, str | bytes | bytearray):
                yield type(holder).__qualname__, value
            elif not gc.is_tracked(value) and id(value) not in seen:  # the collector does not tell of these by itself
                seen.add(id(value))
                waiting += gc.get_referents(value)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR2, search)
    sys.exit(run_engine(Places.of(Path(DATA)), Path(TERMINAL), makers()))
