# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk device` does with a printer: how it is, and a sample or a file onto its paper."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.failures import OperatorError
from kiosk.local_time import local_minute
from kiosk.seen_devices import Seen
from kiosk.terminal import Terminal
from printers.contract import Printed, PrintOutcome, ReceiptPrinter
from printers.document.contract import DocumentPrinter
from printers.document.render import render
from printers.document.template import Values, load_template
from printers.receipt.composing import compose
from printers.receipt.slip import Banner, Code, Lines, Receipt, Rows, Title

_CHARACTERS = "㐀 𠮷 ￥12 （）“”，。《》①"


def printer_status(printer: ReceiptPrinter | DocumentPrinter) -> dict[str, Any]:
    """Return how a printer is."""
    status = printer.status
    told: dict[str, Any] = {
        "state": status.state.value,
        "action": status.action.value if status.action else None,
        "ok": status.can_print,
        "paper": status.paper.value,
        "trouble": status.trouble.value if status.trouble else None,
    }
    if isinstance(printer, ReceiptPrinter):
        return told | {"width_dots": printer.width}
    return told | {"reasons": list(status.reasons)}


def seen_printer_status(told: Seen) -> dict[str, Any]:
    """Return how the running terminal sees a receipt printer."""
    return {
        "state": told.state,
        "action": told.action,
        "ok": told.usable,
        "paper": told.paper,
        "trouble": told.trouble,
        "seen_by": "the running terminal",
    }


async def print_sample(
    printer: ReceiptPrinter | DocumentPrinter, terminal: Terminal, file: Path | None
) -> dict[str, Any]:
    """Print a sample, or on a document printer a file in PDF, and return what became of it. Raises OperatorError."""
    if isinstance(printer, ReceiptPrinter):
        if file is not None:
            raise OperatorError("a receipt printer prints no file; without one it prints a sample")
        return _told(await printer.print(await asyncio.to_thread(compose, _receipt(terminal), printer), job="sample"))
    pdf = _test_page(terminal) if file is None else await asyncio.to_thread(_pdf, file)
    return _told(await printer.print(pdf, job="sample"))


def _told(outcome: PrintOutcome) -> dict[str, Any]:
    return {
        # A model that cannot tell is asked about by looking.
        "ok": outcome.printed is not Printed.NOT_PRINTED and outcome.trouble is None,
        "printed": outcome.printed.value,
        "trouble": outcome.trouble.value if outcome.trouble else None,
        "action": outcome.action.value if outcome.action else None,
    }


def _receipt(terminal: Terminal) -> Receipt:
    return Receipt(
        (
            (Title("打印测试"), Banner("样张，不是回执")),
            (Code(terminal.id),),
            (Rows((("字符", _CHARACTERS), ("时间", local_minute(datetime.now(UTC))))),),
            (Lines((f"终端 {terminal.id}", terminal.place.hans)),),
            (Banner("边框完整、字迹清楚，就可以用"),),
        )
    )


def _test_page(terminal: Terminal) -> bytes:
    now = datetime.now(UTC)
    texts = {"terminal": terminal.id, "place": terminal.place.hans, "time": local_minute(now)}
    return render(load_template("test-page"), Values(texts), author=terminal.id, made=now).pdf


def _pdf(file: Path) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror}") from error
    if not data.startswith(b"%PDF-"):
        raise OperatorError(f"{file} is no PDF")
    return data
