# SPDX-License-Identifier: GPL-3.0-or-later
"""One open connection to an ESC/POS printer; blocks, so it lives on the printer's I/O thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from printers.contract import Paper, PrinterStatus, Trouble
from printers.receipt import escpos
from printers.receipt.hearing import Kind, Said, hear
from printers.receipt.line import Line
from printers.receipt.profiles import Fence, Profile
from printers.receipt.status import POLLS, QUESTIONS, answered_by, fence_paper, read_answers, stops, troubled

_STRAY_AT_MOST = 64
"""Sayings of another meaning that may precede an answer."""
_NOISE_AT_MOST = 3
"""Bytes of noise that may precede an answer; among more, one that looks like an answer is no wonder."""
_ANSWERS_PER_FENCE = 3
"""For so many answers' time a fence may stay unanswered beyond the time that the bytes before it need: the knife is
slow, and who is silent is asked what stops it."""
_AHEAD = 2
"""Parts of a job that are sent before the printer has carried out the ones before. More would only fill its memory,
and what is there when the paper ends comes out of some printers with the new roll."""


class Connection:
    """An open line to a printer of a model. Every method raises LinkError when it breaks; close it then.

    `answer_within` in seconds is how long a status question may take; `bytes_per_second` is the slowest that a job
    is expected to flow.
    """

    def __init__(
        self,
        line: Line,
        profile: Profile,
        *,
        answer_within: float,
        bytes_per_second: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._profile = profile
        self._answer_within = answer_within
        self._bytes_per_second = bytes_per_second
        self._monotonic = monotonic
        self._heard = bytearray()
        self._polled = False
        """A poll is unanswered. There is never a second one: on a slow line they would pile up."""
        self._fences = time.monotonic_ns() % 10_000  # so that no answer of an earlier connection is taken for ours

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def status(self) -> PrinterStatus:
        """Ask what the dialect knows to ask. A question that stays unanswered ends it: the rest would, too."""
        dialect = self._profile.dialect
        if not self._hear_out():
            return troubled(Trouble.SILENT)
        self._forget_input()
        answers = []
        for question in QUESTIONS[dialect]:
            self._write(question)
            answer, foreign = self._answer(answered_by(dialect))
            if answer is None:
                return troubled(Trouble.GARBLED if foreign else Trouble.SILENT)
            answers.append(answer)
        return read_answers(dialect, answers, near_end=self._profile.near_end)

    def carry_out(self, parts: Iterable[bytes]) -> PrinterStatus | None:
        """Send a job and wait until the printer has carried it out, which it tells by answering the fences in it.

        Return None when it has, and its paper was there to the end, or when this model cannot tell; else the status
        that says why not. Meanwhile it is asked for its status, so that a paper that ends in mid-job is known at once.
        A write that stalls breaks the connection.
        """
        self._forget_input()
        unanswered: deque[tuple[int, int]] = deque()
        for part in parts:
            self._write(part, within=self._answer_within + len(part) / self._bytes_per_second)
            if not self._profile.vouches:
                continue
            unanswered.append((self._send_fence(), len(part)))
            if len(unanswered) > _AHEAD and (stopped := self._wait_for_fence(unanswered)) is not None:
                return stopped
        while unanswered:
            if (stopped := self._wait_for_fence(unanswered)) is not None:
                return stopped
        return None

    def clear_buffers(self) -> bool:
        """Make the printer forget what it has not printed; return whether it confirmed (37 25 00)."""
        if not self._profile.forgets:
            return False
        self._forget_input()
        self._write(escpos.CLEAR_BUFFERS)
        return self._answer(Kind.CLEARED)[0] is not None

    def cast_off(self) -> None:
        """Part with a broken job: forget the rest of it, and cut off what hangs out of the printer.

        What the printer still had to answer to that job is taken in, so that it vouches for no other.
        """
        self.clear_buffers()
        self._write(escpos.INITIALISE + escpos.part(self._profile.cutter))
        if self._profile.vouches:
            self._send_fence()
            for _ in range(_STRAY_AT_MOST):
                if self._next() is None:
                    return

    def _send_fence(self) -> int:
        self._fences = (self._fences + 1) % 10_000
        self._write(escpos.ask_fence(self._profile.fence, self._fences))
        return self._fences

    def _wait_for_fence(self, unanswered: deque[tuple[int, int]]) -> PrinterStatus | None:
        """Wait until the first of the fences is answered and take it off; else return what the printer is like."""
        poll = POLLS.get(self._profile.dialect)
        number, _ = unanswered[0]
        behind = sum(size for _, size in unanswered)
        until = self._monotonic() + _ANSWERS_PER_FENCE * self._answer_within + behind / self._bytes_per_second
        while self._monotonic() < until:
            said = self._next()
            if said is None:
                if poll is not None and not self._polled:
                    self._polled = True
                    self._write(poll)
            elif self._passes(said, number):
                unanswered.popleft()
                paper_is_out = self._profile.fence is Fence.PAPER_STATUS and fence_paper(said.data[0]) is Paper.OUT
                return troubled(Trouble.PAPER_OUT, Paper.OUT) if paper_is_out else None
            elif said.kind is Kind.STATUS and self._polled:
                self._polled = False
                if stops(self._profile.dialect, said) and (status := self.status()).trouble is not None:
                    return status
        return troubled(Trouble.SILENT)

    def _passes(self, said: Said, number: int) -> bool:
        if said.kind is not Kind.FENCE:
            return False
        if self._profile.fence is Fence.PROCESS_ID:
            return said.data[2:6] == b"%04d" % number
        return len(said.data) == 1

    def _hear_out(self) -> bool:
        """Take in the answer to a poll that is still under way, so that it is not read as one to a later question."""
        if self._polled and self._answer(Kind.STATUS)[0] is None:
            return False
        self._polled = False
        return True

    def _answer(self, kind: Kind) -> tuple[bytes | None, bool]:
        """Return the next answer of a kind, and whether something came instead that was not asked for."""
        foreign = False
        noise = 0
        for _ in range(_STRAY_AT_MOST):
            said = self._next()
            if said is None:
                return None, foreign
            if said.kind is kind:
                return said.data, foreign
            foreign = foreign or said.kind is not Kind.PUSHED
            noise += said.kind is Kind.NOISE
            if noise > _NOISE_AT_MOST:
                break
        return None, True

    def _next(self) -> Said | None:
        """Return what the printer says next; None when it says nothing."""
        while True:
            said = hear(self._heard, self._profile.dialect, over=False)
            if said is not None:
                return said
            data = self._line.read()
            if not data:
                return hear(self._heard, self._profile.dialect, over=True)
            self._heard += data

    def _forget_input(self) -> None:
        self._heard.clear()
        self._line.forget()

    def _write(self, data: bytes, within: float | None = None) -> None:
        self._line.write(data, self._answer_within if within is None else within)
