# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on a document in a process of its own: a library that hangs, crashes or eats memory takes only that along."""

from __future__ import annotations

import multiprocessing
import resource
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

WITHIN = 30.0
"""Seconds that a document may take."""
MEMORY = 2 << 30
"""Bytes of address space; a page of A4 in colour at 600 dpi has 0.1 GB."""


class WorkError(Exception):
    """The work was not done: the process ended, took too long, or said so itself. The text tells which."""


def apart(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Return what `work` returns in a process of its own; blocks until then. Everything given must be picklable.

    Raises WorkError, also for any exception of `work`; the process and its memory are gone afterwards.
    """
    process, ours = _started()
    late = threading.Timer(WITHIN, process.kill)
    try:
        late.start()
        # Sent now and not with the start: a process that ends before it has read this much would never be noticed.
        ours.send((work, arguments, named))
        result, failure = ours.recv()
    except (EOFError, ConnectionError):
        ended = late.is_alive()
        process.join()
        raise WorkError(f"the process ended with {process.exitcode}" if ended else "it took too long") from None
    finally:
        late.cancel()
        process.kill()
        process.join()
        ours.close()
    if failure is not None:
        raise WorkError(failure)
    done: T = result
    return done


def _started() -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    try:
        ours, theirs = context.Pipe()
        with theirs:
            process = context.Process(target=_run, args=(theirs,), daemon=True)
            try:
                process.start()
            except OSError:
                ours.close()
                raise
    except OSError as error:
        raise WorkError(f"no process can be started: {error.strerror}") from None
    return process, ours


def _run(connection: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would keep the document on the disk
    outcome: tuple[Any, str | None]
    try:
        work, arguments, named = connection.recv()
        outcome = (work(*arguments, **named), None)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
        outcome = (None, type(error).__name__)
    connection.send(outcome)
