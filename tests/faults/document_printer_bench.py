# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test of a document printer in trouble needs: the driver in a hurry, a document, a way to wait."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from printers.contract import PrinterStatus
from printers.document.ipp.driver import IppPrinter, Timing

QUICK = Timing(
    look_every=0.2, look_again=0.2, try_again_at_most=0.4, follow_every=0.05, clear_within=20, move_within=60
)
IMPATIENT = Timing(
    look_every=0.2,
    look_again=0.2,
    try_again_at_most=0.4,
    follow_every=0.05,
    clear_within=0.5,
    move_within=60,
    answer_within=2,
)
USER = "kiosk-4452-0137"


def document(pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for page in range(pages):
        canvas.drawString(72, 700, f"page {page + 1} of an invented document")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@asynccontextmanager
async def driver(url: str, timing: Timing = QUICK) -> AsyncIterator[IppPrinter]:
    printer = IppPrinter(url, user=USER, timing=timing)
    await printer.start()
    try:
        yield printer
    finally:
        await printer.close()


async def becomes(printer: IppPrinter, is_so: Callable[[PrinterStatus], bool]) -> PrinterStatus:
    """Wait until the printer is so, as its watchers are told."""
    changed = asyncio.Event()
    end = printer.subscribe(lambda _: changed.set())
    async with asyncio.timeout(20):
        while not is_so(printer.status):
            await changed.wait()
            changed.clear()
    end()
    return printer.status


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine to its end."""
    asyncio.run(test())
