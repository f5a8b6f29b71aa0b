# SPDX-License-Identifier: GPL-3.0-or-later
"""What a broken program may say: type and place of the error. Its text may quote what a citizen typed."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)

_FRAMES = 6


def where(error: BaseException) -> str:
    """Return type and place of an error, and of what led to it, without a word of their texts."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-_FRAMES:]))
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__} in {places}" + (f", from {where(cause)}" if cause else "")


def keep_texts_out_of_the_log() -> None:
    """From now on an error that nobody caught is logged by type and place, on the main thread and on others."""

    def uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        log.critical("uncaught: %s", where(error))

    def uncaught_on_thread(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            log.critical("uncaught on a thread: %s", where(hook.exc_value))

    def unraisable(hook: sys.UnraisableHookArgs) -> None:
        if hook.exc_value is not None:
            log.error("uncaught in passing: %s", where(hook.exc_value))

    sys.excepthook = uncaught
    sys.unraisablehook = unraisable
    threading.excepthook = uncaught_on_thread


def on_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio caught; to be set as a loop's exception handler."""
    error = context.get("exception")
    log.error("uncaught on the loop: %s", where(error) if error is not None else "no exception")
