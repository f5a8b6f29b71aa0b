# SPDX-License-Identifier: GPL-3.0-or-later
"""One command, one reply, over an open line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from drivers.contract import DeviceError
from drivers.id_reader.delays import Delays
from drivers.id_reader.protocol import Command, FrameScanner, Reply, answers
from drivers.transport import Line

_MOST_BYTES = 16384
"""What one answer may cost, noise included, before the line counts as babbling."""
_READINGS = frozenset({Command.READ, Command.READ_WITH_FINGERPRINTS})


class NoAnswer(DeviceError):  # noqa: N818
    """No sensible reply came in time. `heard` tells damage (bytes came) from silence."""

    def __init__(self, *, heard: bool) -> None:
        super().__init__("no sensible answer" if heard else "no answer")
        self.heard = heard


def ask(line: Line, command: Command, delays: Delays, now: Callable[[], float]) -> Reply:
    """Send `command` and return its reply; raises `NoAnswer`, or `LineLost` when the line ends.

    Never gives up halfway: when it returns or raises, no reply is under way except one that is later than all limits.
    """
    line.read(0)  # what arrived unasked belongs to nobody
    line.write(command.frame)
    answer_by = now() + (delays.read_answer if command in _READINGS else delays.answer)
    end_by = now() + delays.frame
    heard_at = now()
    scanner = FrameScanner()
    while True:
        until = min(heard_at + delays.gap, end_by) if scanner.begun else answer_by
        data = line.read(max(0.0, until - now()))
        replies: Iterator[Reply] = iter(())
        if data:
            heard_at = now()
            replies = scanner.feed(data)
        elif scanner.begun:
            replies = scanner.give_up()
        for reply in replies:
            if answers(command, reply):
                return reply
        over = now() >= (end_by if scanner.begun else answer_by)
        if over or scanner.seen > _MOST_BYTES:
            raise NoAnswer(heard=scanner.seen > 0)
