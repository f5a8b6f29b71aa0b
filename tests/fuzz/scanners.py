# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of what scanners send and type."""

from __future__ import annotations

import contextlib

from drivers.event_node import EV_KEY, EventNode
from drivers.io_thread import Cancel, Cancelled
from drivers.scanner.code import Code
from drivers.scanner.contract import CodeUnreadable, ScannerAbsent
from drivers.scanner.delays import Delays
from drivers.scanner.evdev import _Keys
from drivers.scanner.framing import Framer, Suffix
from drivers.scanner.hearing import Hearing
from drivers.scanner.masked import summary
from drivers.scanner.payload import read_frame
from drivers.scanner.serial import _Wire
from drivers.status import StatusBoard
from tests.fuzz.other_side import Clock, ScriptedLine, answers, as_node, packed, script
from tests.fuzz.parser import Feed, Parser, whole


def _look_at(code: Code) -> None:
    assert summary(code)["bytes"] == len(code.raw)


def _bursts() -> Feed:
    """A scanner without pauses but for an FF."""
    framers = {suffix: Framer(suffix) for suffix in (Suffix.ANY, Suffix.CRLF)}

    def feed(data: bytes) -> None:
        for framer in framers.values():
            framer.feed(data)
            if data.endswith(b"\xff"):
                with contextlib.suppress(CodeUnreadable):
                    _look_at(read_frame(framer.end(), prefix=b"", aim=True))

    return feed


class _Impatient(Cancel):
    """Work whose caller goes away after some looks."""

    looks = 30

    @property
    def is_set(self) -> bool:
        """See `Cancel.is_set`."""
        self.looks -= 1
        return self.looks < 0


def _hear(data: bytes) -> None:
    clock, said = Clock(), answers(data)
    source = _Wire(lambda: ScriptedLine(said, clock), b"look", b"rest")
    hearing = Hearing(
        source,
        Framer(),
        lambda burst: read_frame(burst, prefix=b"", aim=True),
        StatusBoard("scanner"),
        delays=Delays(),
        now=clock,
    )
    for _ in range(3):
        with contextlib.suppress(CodeUnreadable):
            _look_at(hearing.scan(_Impatient()))


def _typed(data: bytes) -> None:
    keys, framer = _Keys(""), Framer()
    with as_node(data) as path:
        keys._node = EventNode(path, ScannerAbsent, "scanner")
        with contextlib.suppress(ScannerAbsent):  # the end of the pipe
            while keys.hear(framer, 0):
                pass
        keys.close()
    with contextlib.suppress(CodeUnreadable):
        _look_at(read_frame(framer.end(), prefix=b"", aim=True))


_KEYS = [(42, 1), (30, 1), (30, 0), (42, 0), (2, 1), (2, 0), (56, 1), (82, 1), (75, 1), (56, 0), (28, 1), (28, 0)]
_SCANS = script(b"", b"]Q0https://example.org/\r\n", b"", b"\xc9\xe7\xbb\xe1\r", b"", b"~\x010000@FACDEF;\r")


SCANNERS = (
    Parser("scanner.bursts", _bursts, (b"]Q0https://example.org/\r\n\xff", b"]C1\xff"), is_stream=True),
    whole("scanner.hearing", _hear, (_SCANS,), Cancelled),
    whole("scanner.keys", _typed, (packed(*((EV_KEY, *key) for key in _KEYS)),)),
)
