# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `evdev`: a pen digitiser or a second touch screen, taken for ourselves alone."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator

from drivers.attachment import ONLINE, Attachment, Pace
from drivers.contract import Capabilities, Status
from drivers.device import ThreadedDevice
from drivers.event_node import Event, EventNode
from drivers.io_thread import Cancel
from drivers.signature.collecting import Ink, News, Paper
from drivers.signature.contract import INTERFACE, VERSION, InkListener, PadAbsent, SignaturePad
from drivers.signature.pen import Pen, Sample
from drivers.signature.shape import shape_of
from drivers.signature.strokes import Signature
from drivers.status import StatusBoard
from drivers.watched import on_loop

_STIR = 0.03
"""Seconds without ink after which a call is looked after."""
_REST = 0.012
"""Seconds between two looks while somebody draws: the page need not hear of each of 200 points a second."""
_READS = 64
"""Reads of 64 events that empty the kernel's buffer, however much it holds and however fast somebody draws."""


class EvdevPad(ThreadedDevice, SignaturePad):
    """A pad at an event node, best one under /dev/input/by-id.

    `width` and `height` are those of the field in millimetres, for a pad that does not tell its resolution;
    0: as it tells.
    """

    def __init__(self, node: str, *, width: float = 0.0, height: float = 0.0, pace: Pace | None = None) -> None:
        board = StatusBoard("signature pad")
        self._pad = _Pad(board, node, width=width, height=height, pace=pace)
        self._calls: list[_Call] = []
        super().__init__("signature pad", board, self._pad, Capabilities(INTERFACE, VERSION))

    @property
    def field(self) -> tuple[float, float] | None:
        """See `SignaturePad.field`."""
        return self._pad.field

    async def sign(self, *, timeout: float | None = None, on_ink: InkListener | None = None) -> Signature:
        """See `SignaturePad.sign`."""
        loop = asyncio.get_running_loop()
        call = _Call()

        def spread(news: News) -> None:
            def tell() -> None:
                if on_ink is not None and call in self._calls:
                    on_ink(*news)

            on_loop(loop, tell)

        self._calls.append(call)
        try:
            return await self._perform(lambda cancel: self._pad.sign(cancel, call, spread), timeout=timeout)
        finally:
            self._calls.remove(call)

    def clear(self) -> None:
        """See `SignaturePad.clear`."""
        if self._calls:
            self._calls[0].clear.set()

    def done(self) -> None:
        """See `SignaturePad.done`."""
        if self._calls:
            self._calls[0].done.set()


class _Call:
    """What the caller of one `sign` wants meanwhile."""

    def __init__(self) -> None:
        self.clear = threading.Event()
        self.done = threading.Event()


class _Pad(Attachment):
    """The pad as the I/O thread sees it."""

    def __init__(self, board: StatusBoard, path: str, *, width: float, height: float, pace: Pace | None) -> None:
        super().__init__(board, pace=pace)
        self._path = path
        self._width, self._height = width, height
        self._node: EventNode | None = None
        self._pen: Pen | None = None
        self._paper: Paper | None = None

    @property
    def field(self) -> tuple[float, float] | None:
        """Width and height in millimetres."""
        paper = self._paper
        return None if paper is None else (paper.width, paper.height)

    def sign(self, cancel: Cancel, call: _Call, spread: Callable[[News], None]) -> Signature:
        """Collect strokes until the caller is done."""
        if self._is_attached:
            with contextlib.suppress(PadAbsent):  # found out again at once
                self._throw_away()
        with self.in_use():
            node, pen, paper = self._attached()
            ink = Ink(paper)
            try:
                while not call.done.is_set():
                    if call.clear.is_set():
                        call.clear.clear()
                        ink.wipe()
                        self._throw_away()
                    for news in ink.take(_samples(node.read(_STIR), pen)):
                        spread(news)
                    cancel.wait(_REST)
                if call.clear.is_set():
                    ink.wipe()
                for events in _buffered(node):
                    for news in ink.take(_samples(events, pen)):
                        spread(news)
                return ink.signature()
            finally:
                ink.wipe()

    def _attach(self) -> None:
        self._node = EventNode(self._path, PadAbsent, "pad")
        shape = shape_of(self._node)
        self._paper = Paper(shape, self._width, self._height)
        self._node.grab()  # or whoever writes would press the buttons of the page as well
        self._pen = Pen(shape)

    def _look(self) -> Status:
        self._throw_away()
        return ONLINE

    def _detach(self) -> None:
        self._paper = self._pen = None
        node, self._node = self._node, None
        if node is not None:
            node.close()

    def _attached(self) -> tuple[EventNode, Pen, Paper]:
        assert self._node  # noqa: S101 - `in_use` has attached it
        assert self._pen  # noqa: S101
        assert self._paper  # noqa: S101
        return self._node, self._pen, self._paper

    def _throw_away(self) -> None:
        """Take what was drawn while nobody was to sign."""
        node, pen, _ = self._attached()
        for events in _buffered(node):
            _samples(events, pen)


def _buffered(node: EventNode) -> Iterator[list[Event]]:
    """Yield what has come by now, read by read."""
    for _ in range(_READS):
        if not (events := list(node.read(0))):
            return
        yield events


def _samples(events: Iterable[Event], pen: Pen) -> list[Sample]:
    return [sample for event in events if (sample := pen.feed(event)) is not None]
