# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk bench printers`: what paper costs before the printer begins, and whether it leaks."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType

import msgspec
from PySide6.QtGui import QGuiApplication

from assets import asset
from kiosk.bench import certificate, outbox_stand
from kiosk.bench.figures import Figure, spread
from kiosk.demo.paper_specimens import PAPERS, REPORT, TERMINAL
from kiosk.paper import Paper
from kiosk.receipt import Slip
from offline_cache.clock import SystemClock, stamp
from offline_cache.outbox_thread import OutboxThread
from printers.contract import Printed
from printers.receipt.driver import open_receipt_printer
from printers.receipt.emulator import Emulator, Reply
from printers.receipt.escpos import encode_job
from printers.receipt.layout import draw_receipt, lay_out
from printers.receipt.sheet import Sheet
from printers.receipt.slip import Banner, Code, Lines, Number, Receipt, Rows, Title

WIDTH = 576
ROUNDS = 25
COMMITS = 15
RECEIPTS = 10_000

RATIO_LIMIT = 1 / 20
"""From layout to bytes, of what Pillow and python-escpos take for the same."""
FIRST_BYTE_LIMIT_MS = 100.0
"""From the commit to the first byte of the receipt at the printer."""
BLOCKS_LIMIT = 2000
"""Python's blocks of memory that may be there more after all receipts than after the first few hundred."""
RESIDENT_LIMIT_KB = 2048.0
"""The same for all memory, which the allocator gives back in lumps."""


def run() -> list[Figure]:
    """Measure; takes about a minute."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    try:
        return [*layout_to_bytes(ROUNDS), *commit_to_wire(COMMITS), *going_on(RECEIPTS), *certificate.figures()]
    finally:
        del application


# From layout to bytes.


def layout_to_bytes(rounds: int) -> list[Figure]:
    """Ours lays out, draws and encodes; the peers draw lines that are laid out already, and encode."""
    try:
        peers = Peers(import_module("escpos.printer"), import_module("qrcode"), import_module("PIL"))
    except ImportError as missing:
        return [Figure(f"{missing.name} is not installed: nothing to compare with", 1, "peers", 0)]
    receipt = PAPERS[_PAPER]("hans")
    sheet = lay_out(receipt, WIDTH, large=True)
    ours: list[float] = []
    theirs: list[float] = []

    def mine() -> bytes:
        return b"".join(encode_job(draw_receipt(receipt, WIDTH)))

    for _ in range(rounds + 3):  # the first ones fill caches of glyphs, on both sides
        ours.append(_seconds(mine))
        theirs.append(_seconds(lambda: peers.print(sheet)))
    del ours[:3], theirs[:3]
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return [
        Figure("the receipt's height", sheet.y, "rows", about="80 mm, large print, with a QR code"),
        *spread("layout to bytes", [seconds * 1000 for seconds in ours], "ms"),
        *spread("Pillow and python-escpos", [seconds * 1000 for seconds in theirs], "ms"),
        Figure("layout to bytes / Pillow and python-escpos", ratio, "times", RATIO_LIMIT),
    ]


class Peers:
    """The same receipt as a Python program prints it that takes the usual libraries."""

    def __init__(self, escpos: ModuleType, qrcode: ModuleType, pillow: ModuleType) -> None:
        self._printer = escpos.Dummy(profile="TM-T20II")
        self._qrcode = qrcode
        self._image = import_module(f"{pillow.__name__}.Image")
        self._pen = import_module(f"{pillow.__name__}.ImageDraw")
        self._fonts = import_module(f"{pillow.__name__}.ImageFont")
        self._loaded: dict[tuple[int, bool], object] = {}

    def print(self, sheet: Sheet) -> bytes:
        """Return the bytes of a receipt whose lines are laid out already."""
        page = self._image.new("L", (sheet.width, sheet.y), 255)
        pen = self._pen.Draw(page)
        for text, face, left, baseline in sheet.texts:
            pen.text((left, baseline), text, font=self._font(face.size, bold=face.bold), fill=0, anchor="ls")
        code = self._qrcode.QRCode(box_size=9, border=4)
        code.add_data(_PAYLOAD)
        page.paste(code.make_image().get_image(), (160, sheet.y // 3))
        self._printer.clear()
        self._printer.image(page)
        self._printer.cut()
        output: bytes = self._printer.output
        return output

    def _font(self, size: int, *, bold: bool) -> object:
        if (size, bold) not in self._loaded:
            file = asset("fonts", "NotoSansSC_700Bold.ttf" if bold else "NotoSansSC_500Medium.ttf")
            self._loaded[size, bold] = self._fonts.truetype(str(file), size)
        return self._loaded[size, bold]


_PAPER = "delivered"
"""The receipt of a case."""
_PAYLOAD = next(part.payload for part in PAPERS[_PAPER]("hans").parts if isinstance(part, Code))


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds, which a machine that is busy with other things does not lengthen much."""
    began = time.process_time()
    work()
    return time.process_time() - began


# From the commit to the wire.


class _Timed(Emulator):
    """Notes when a job's first command arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.began: list[float] = []

    def _take(self, command: bytes, reply: Reply) -> None:
        if command == b"\x1b\x40":
            self.began.append(time.perf_counter())
        super()._take(command, reply)


def commit_to_wire(commits: int) -> list[Figure]:
    """The engine's own way: a durable commit, then the paper of what was committed."""
    emulator = _Timed()
    with TemporaryDirectory(prefix="kiosk-bench-") as folder, emulator:
        waited = asyncio.run(_commit_and_print(Path(folder), emulator, commits))
    return [
        *spread("commit to the first byte at the printer", waited, "ms"),
        Figure("commit to the first byte at the printer, at most", max(waited), "ms", FIRST_BYTE_LIMIT_MS),
    ]


async def _commit_and_print(folder: Path, emulator: _Timed, commits: int) -> list[float]:
    waited: list[float] = []
    printer = open_receipt_printer(port=emulator.url)
    outbox = OutboxThread()
    await outbox.open(lambda: outbox_stand.open_outbox(folder / "outbox.db", outbox_stand.TimedSealer()))
    await printer.start()
    paper = Paper(outbox, printer, TERMINAL, demo=True)
    slip = msgspec.json.encode(Slip(service=REPORT.id, registered_at=stamp(SystemClock().now())))
    try:
        for number in range(commits + 1):
            made = await outbox.call(lambda box: box.commit(REPORT.id, outbox_stand.PAYLOAD, slip=slip))
            committed = time.perf_counter()
            outcome = await paper.print(made.key, REPORT, None)
            if outcome.printed is not Printed.PRINTED:
                raise RuntimeError(f"the emulated printer did not print: {outcome.trouble}")
            if number:  # the first one loads the typefaces, which the engine does when it starts
                waited.append((emulator.began[-1] - committed) * 1000)
    finally:
        await printer.close()
        await outbox.close()
    return waited


# Memory.


def going_on(receipts: int) -> list[Figure]:
    """Draw and encode receipts of ever new people, places and numbers, in both widths."""
    chance = random.Random(1)  # noqa: S311 - no secret depends on it
    began = time.perf_counter()
    for start in range(0, len(_CHARACTERS), 64):  # each character once in each typeface, which keeps it
        _one(_of(_CHARACTERS[start : start + 64], chance))
    before = (0, 0)
    for number in range(receipts):
        if number == min(500, receipts // 4):
            before = _held()
        _one(_of("".join(chance.choices(_CHARACTERS, k=16)), chance))
    blocks, resident = (late - early for late, early in zip(_held(), before, strict=True))
    return [
        Figure("receipts of 80 and 58 mm", 2 * receipts, "receipts", about="each of another person"),
        Figure("a receipt", (time.perf_counter() - began) / receipts / 2 * 1000, "ms"),
        Figure("Python's memory that stays", blocks, "blocks", BLOCKS_LIMIT),
        Figure("the process's memory that stays", resident / 1024, "kB", RESIDENT_LIMIT_KB),
    ]


_CHARACTERS = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xBA) for cell in range(0xA1, 0xFF))
"""940 of the most used (GB 2312, first level)."""


def _of(text: str, chance: random.Random) -> Receipt:
    number = f"{chance.randrange(10**20):020}"
    return Receipt(
        (
            (Title(text), Banner(text)),
            (Number("流水号", number), Code(number, "凭流水号查进度")),
            (Rows((("办理人", text[:3]), ("地点", text))),),
            (Lines((text,)), Lines((text,), strong=True)),
        )
    )


def _one(receipt: Receipt) -> None:
    for width in (WIDTH, 384):
        for _ in encode_job(draw_receipt(receipt, width)):
            pass


def _held() -> tuple[int, int]:
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")
    return sys.getallocatedblocks(), resident
