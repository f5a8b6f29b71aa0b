# SPDX-License-Identifier: GPL-3.0-or-later
"""The pinned PySide6 and the running Python get along (see docs/decisions/0002)."""

import subprocess
import sys

import pytest

EMIT = """
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    nothing = Signal()
    truth = Signal(bool)
    thing = Signal(object)

sender = Sender()
received = []
sender.truth.connect(received.append)
before = sys.getrefcount(True)
for _ in range(1000):
    sender.{signal}.emit({value})
received.clear()
print(sys.getrefcount(True) - before)
"""


@pytest.mark.parametrize(("signal", "value"), [("nothing", ""), ("truth", "True"), ("thing", "sender")])
def test_emit_keeps_references(signal: str, value: str) -> None:
    """Lost: the ui dies with "bool_dealloc" after some hundred touches; PySide6 6.12.0 does so on Python 3.11."""
    emit = [sys.executable, "-c", EMIT.format(signal=signal, value=value)]
    done = subprocess.run(emit, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert abs(int(done.stdout)) < 50
