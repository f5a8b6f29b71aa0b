# SPDX-License-Identifier: GPL-3.0-or-later
"""The option `--capture FILE`: what is on a device's wire while a command talks to it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from drivers.capture.recorder import Recorder
from drivers.capture.tap import captured
from kiosk.failures import OperatorError
from kiosk.local_time import local_day
from kiosk.terminal import Device


@contextlib.contextmanager
def capture(file: Path, device: Device) -> Iterator[None]:
    """Record meanwhile what a device says and is told. Raises `OperatorError` when the file cannot be made."""
    try:
        made = Recorder(file, driver=f"{device.interface} {device.driver}", date=local_day(datetime.now(UTC)))
    except FileExistsError:
        raise OperatorError(f"{file} is there already; a capture overwrites nothing") from None
    except OSError as error:
        raise OperatorError(f"{file}: {error.strerror}") from None
    _say(f"{file} will hold in the clear whatever is on the wire: use invented cards, or your own")
    try:
        with captured(made):
            yield
    finally:
        made.close()
        _say(_outcome(file, made))


def _outcome(file: Path, made: Recorder) -> str:
    if made.cut_short:
        return f"{file} is not complete: {made.cut_short}"
    if not made.exchanged:
        return f"{file} holds nothing: nothing came or went on a wire that can be recorded"
    return f"{file}: {made.exchanged} records"


def _say(text: str) -> None:
    print(text, file=sys.stderr)
