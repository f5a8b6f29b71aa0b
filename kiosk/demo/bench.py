# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench: a window beside the terminal, with the hands and the mishaps of the world around it.

Whoever shows the kiosk lays an invented card on the reader, pulls a cable, cuts the link or the power, and sees what
was printed and what has arrived.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import Property, QCoreApplication, QEvent, QObject, QSocketNotifier, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

import ui.bench
from drivers.id_reader.invented import PEOPLE, InventedCard
from kiosk.demo.desktop import Frame, arrange
from kiosk.demo.keeper import Keeper
from kiosk.demo.lookout import Lookout, Sight
from kiosk.demo.papers import Papers
from kiosk.demo.play import clear_folder
from kiosk.demo.stage import Stage
from ui.icons import Icons
from ui.window import application

PAPERS_SHOWN = 12
"""The newest so many are drawn."""

NOBODY = -1
"""The place among the cards of the one that lies on the reader, when none does."""

# PySide's stubs want a Python type where Qt's own type is named.
_MAP = cast("type", "QVariantMap")
_LIST = cast("type", "QVariantList")


@dataclass(frozen=True)
class Switch:
    """Something that is well, or not, and both ways between."""

    spoil: Callable[[], None]
    mend: Callable[[], None]


def switches_of(stage: Stage, keeper: Keeper) -> dict[str, Switch]:
    """Return all that can be switched on a stage; the names are those that QML uses."""
    reader, printer = stage.reader, stage.printer
    return {
        "reader": Switch(reader.unplug, reader.plug),
        "answers": Switch(partial(reader.silence, on=True), partial(reader.silence, on=False)),
        "link": Switch(stage.platform.stop, stage.platform.start),
        "paper": Switch(printer.paper_out, printer.load_paper),
        "cover": Switch(printer.open_cover, printer.close_cover),
        "printer": Switch(printer.unplug, printer.plug),
        "power": Switch(partial(keeper.cut, "engine"), partial(keeper.restore, "engine")),
    }


class Bench(QObject):
    """What QML sees: the cards, the switches, the papers and the counts. What takes its time is done on threads."""

    changed = Signal()
    printed = Signal()
    """A paper has come out."""
    left = Signal()
    """The window was closed."""
    _done = Signal(str, object)

    def __init__(self, stage: Stage, keeper: Keeper, *, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._cards = [_drawn(card, today) for card in PEOPLE]
        self._lying = NOBODY
        self._switches = switches_of(stage, keeper)
        self._well = dict.fromkeys(self._switches, True)
        self._working: set[str] = set()
        self._trouble = ""
        self._sight = Sight()
        self._hands = ThreadPoolExecutor(max_workers=len(self._switches) + 1, thread_name_prefix="bench")
        self._done.connect(self._finish)
        self._lookout = Lookout(stage, keeper, self)
        self._lookout.seen.connect(self._see)

    def start(self) -> None:
        """Look after engine and ui, and at all else, from now on."""
        self._lookout.start()

    def close(self) -> None:
        """Let go of everything; returns when nothing is under way any more."""
        self._lookout.close()
        self._hands.shutdown(wait=True)

    @Slot(str)
    def turn(self, name: str) -> None:
        """Spoil what is well, or mend it; while that is under way another touch does nothing."""
        switch = self._switches[name]
        self._do(name, switch.spoil if self._well[name] else switch.mend)

    @Slot(int)
    def take(self, place: int) -> None:
        """Lay this card on the reader, in the place of any other; or take it away when it lies there."""
        if place == self._lying:
            self._do("card", self._stage.reader.lift, place=NOBODY)
        else:
            self._do("card", partial(self._stage.reader.insert, PEOPLE[place]), place=place)

    @Slot()
    def leave(self) -> None:
        """The window is closed: the demo ends."""
        self.left.emit()

    def _do(self, name: str, work: Callable[[], None], *, place: int | None = None) -> None:
        if name in self._working:
            return
        self._working.add(name)
        self.changed.emit()
        future = self._hands.submit(work)
        future.add_done_callback(lambda done: self._done.emit(name, (done, place)))

    def _finish(self, name: str, outcome: tuple[Future[None], int | None]) -> None:
        done, place = outcome
        self._working.discard(name)
        try:
            done.result()
        except OSError as error:
            self._trouble = str(error)
        else:
            self._trouble = ""
            if place is not None:
                self._lying = place
            else:
                self._well[name] = not self._well[name]
        self.changed.emit()

    def _see(self, sight: Sight) -> None:
        more = sight.papers > self._sight.papers
        self._sight = sight
        self.changed.emit()
        if more:
            self.printed.emit()

    def _papers(self) -> list[int]:
        count = self._sight.papers
        return list(range(count, max(0, count - PAPERS_SHOWN), -1))

    cards = Property(_LIST, lambda self: self._cards, constant=True)
    lying = Property(int, lambda self: self._lying, notify=changed)
    """The place among the cards of the one on the reader; NOBODY when none lies there."""
    well = Property(_MAP, lambda self: self._well, notify=changed)
    """Of each switch, whether all is well."""
    working = Property(_LIST, lambda self: sorted(self._working), notify=changed)
    """The switches that are being turned, and `card`."""
    papers = Property(_LIST, _papers, notify=printed)
    """The numbers of the papers to show, newest first."""
    counts = Property(_MAP, lambda self: asdict(self._sight), notify=changed)
    trouble = Property(str, lambda self: self._trouble, notify=changed)
    """Why the last touch had no effect; empty when it had."""


class BenchWindow:
    """The window with the bench in it."""

    def __init__(self, bench: Bench, stage: Stage, frame: Frame) -> None:
        self._engine = QQmlApplicationEngine()
        self._engine.addImageProvider("icons", Icons())
        self._engine.addImageProvider("papers", Papers(stage.printer))
        self._engine.rootContext().setContextProperty("bench", bench)
        self._engine.load(QUrl.fromLocalFile(str(Path(ui.bench.__file__).parent / "Bench.qml")))
        roots = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise RuntimeError("the bench does not load; see the messages above")
        self.window: QQuickWindow = roots[0]
        self.window.setGeometry(frame.x, frame.y, frame.width, frame.height)

    def close(self) -> None:
        """Take the window away."""
        self.window.hide()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete)


def open_bench(out: Path, size: tuple[int, int]) -> int:
    """Show terminal and bench until the bench is closed, or SIGINT or SIGTERM comes; return the exit status."""
    out = out.absolute()
    clear_folder(out)
    app = application()
    room = app.primaryScreen().availableGeometry()
    spot, frame = arrange(Frame(room.x(), room.y(), room.width(), room.height()), size)
    with ExitStack() as stack:
        stage = stack.enter_context(Stage(out))
        keeper = Keeper(
            {"engine": stage.start_engine, "ui": partial(stage.start_ui, size, hands=False, spot=spot)},
        )
        bench = Bench(stage, keeper, today=date.today())  # noqa: DTZ011 - the day as the people at the bench have it
        stack.callback(bench.close)
        shown = BenchWindow(bench, stage, frame)
        stack.callback(shown.close)
        bench.left.connect(app.exit)
        stack.enter_context(_ended_by_signals(app))
        keeper.start()
        bench.start()
        shown.window.show()
        return int(app.exec())


@contextmanager
def _ended_by_signals(app: QGuiApplication) -> Iterator[None]:
    """Let SIGINT and SIGTERM end the event loop, which by itself never comes back to Python to hear of them."""
    hear, tell = socket.socketpair()
    with hear, tell:
        for end in (hear, tell):
            end.settimeout(0)
        notifier = QSocketNotifier(hear.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: app.exit(0))
        before = signal.set_wakeup_fd(tell.fileno())
        handlers = {number: signal.signal(number, _heard) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _heard(_number: int, _frame: object) -> None:
    """Do nothing here: the byte on the wake-up line has told the event loop."""


def _drawn(card: InventedCard, today: date) -> dict[str, object]:
    """Return what the bench shows of a card."""
    until = None if card.valid_to == "长期" else date.fromisoformat(card.valid_to)
    return {
        "name": card.name,
        "female": card.sex == "2",
        "born": card.birth[:4],
        "until": until.isoformat() if until else "",
        "expired": until is not None and until < today,
    }
