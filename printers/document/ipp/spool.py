# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs on an IPP printer: to hand one over, to ask how far it is, to take it back, to have it forgotten."""

from __future__ import annotations

from printers.contract import Trouble
from printers.document.ipp.connection import Connection
from printers.document.ipp.job import JobNow, job_now
from printers.document.ipp.message import Given, Group, Operation, Tag

_BUSY = frozenset({0x0502, 0x0503, 0x0507})
"""Unavailable, device error, busy (RFC 8011, appendix B): the printer may take the job in a moment."""


class Spool:
    """The jobs on the printer at the other end of a connection. Everything blocks and raises PrinterError."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hand_over(self, document: bytes, kind: str, name: str, wishes: list[Given]) -> int | Trouble:
        """Return the number that the printer gives the job, or why it takes it not.

        Raises LinkError, of which `sent` tells whether the printer may have the job nevertheless.
        """
        answer = self._connection.ask(
            Operation.PRINT_JOB,
            [("job-name", Tag.NAME, name), ("document-format", Tag.MIME_TYPE, kind)],
            {Group.JOB: wishes},
            document=document,
        )
        number = answer.of(Group.JOB).get("job-id", (None,))[0]
        if answer.is_success and isinstance(number, int):
            return number
        return Trouble.OFFLINE if answer.status in _BUSY else Trouble.UNSUITABLE

    def now(self, number: int) -> JobNow | None:
        """Return how far a job is; None when the printer does not know it, or does not say."""
        about = ("job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed")
        answer = self._connection.ask(
            Operation.GET_JOB_ATTRIBUTES, [("job-id", Tag.INTEGER, number), *_requested(*about)]
        )
        return job_now(answer.of(Group.JOB)) if answer.is_success else None

    def ours(self, name: str | None = None) -> list[int]:
        """Return the numbers of this terminal's jobs that are not over, of all or of those with this name."""
        answer = self._connection.ask(
            Operation.GET_JOBS,
            [
                ("which-jobs", Tag.KEYWORD, "not-completed"),
                ("my-jobs", Tag.BOOLEAN, True),
                *_requested("job-id", "job-name"),
            ],
        )
        jobs = [job for job in answer.all(Group.JOB) if name is None or job.get("job-name") == (name,)]
        return [number for job in jobs for number in job.get("job-id", ()) if isinstance(number, int)]

    def take_back(self, number: int, *, purge: bool) -> None:
        """Cancel a job; with `purge`, which only CUPS knows, also one that is over, and wipe what was spooled of it."""
        wipe: list[Given] = [("purge-job", Tag.BOOLEAN, True)] if purge else []
        self._connection.ask(Operation.CANCEL_JOB, [("job-id", Tag.INTEGER, number), *wipe])


def _requested(*names: str) -> list[Given]:
    return [("requested-attributes", Tag.KEYWORD, name) for name in names]
