# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench: a window beside the terminal, with the hands and the mishaps of the world around it.

Whoever shows the kiosk lays an invented card on the reader, pulls a cable, cuts the link or the power, and sees what
was printed and what has arrived.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Property, QCoreApplication, QEvent, QObject, QSocketNotifier, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

import ui.bench
from kiosk.demo.desktop import Frame, arrange
from kiosk.demo.endings import told_to_end
from kiosk.demo.keeper import Keeper
from kiosk.demo.lookout import Lookout, Sight
from kiosk.demo.panel import NEWEST_RECEIPT, Choice, Lamps, Push, Switch, Title
from kiosk.demo.papers import Papers
from kiosk.demo.play import clear_folder
from kiosk.demo.stage import Stage
from kiosk.demo.steering import Emulated, Facts, Refused, Steerable, Steered
from kiosk.demo.surroundings import SURROUNDINGS, Surroundings
from ui.icons import Icons
from ui.window import application

PAPERS_SHOWN = 12
"""The newest so many are drawn."""

# PySide's stubs want a Python type where Qt's own type is named.
_MAP = cast("type", "QVariantMap")
_LIST = cast("type", "QVariantList")


class Bench(QObject):
    """What QML sees: the devices, the papers and the counts. What takes its time is done on threads."""

    changed = Signal()
    printed = Signal()
    """A paper has come out."""
    left = Signal()
    """The window was closed."""
    _done = Signal(str, object)

    def __init__(self, stage: Stage, keeper: Keeper, *, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        around = Steered(SURROUNDINGS, Surroundings(stage.platform, keeper))
        self._steered: dict[str, Steered[Any]] = {SURROUNDINGS.name: around, **stage.devices}
        self._devices = [drawn(steered.steerable, today) for steered in self._steered.values()]
        self._sight = Sight(facts={name: steered.facts for name, steered in self._steered.items()})
        self._working: set[str] = set()
        self._trouble = ""
        self._hands = ThreadPoolExecutor(max_workers=len(self._steered), thread_name_prefix="bench")
        self._done.connect(self._finish)
        self._lookout = Lookout(stage, keeper, self._steered, self)
        self._lookout.seen.connect(self._see)

    def start(self) -> None:
        """Look after engine and ui, and at all else, from now on."""
        self._lookout.start()

    def close(self) -> None:
        """Let go of everything; returns when nothing is under way any more."""
        self._lookout.close()
        self._hands.shutdown(wait=True)

    @Slot(str, str)
    def do(self, name: str, line: str) -> None:
        """Steer a device by a line; while that is under way another touch at the same device does nothing."""
        if name in self._working:
            return
        self._working.add(name)
        self.changed.emit()
        future = self._hands.submit(self._obey, name, line)
        future.add_done_callback(lambda done: self._done.emit(name, done))

    @Slot()
    def leave(self) -> None:
        """The window is closed: the demo ends."""
        self.left.emit()

    def _obey(self, name: str, line: str) -> None:
        if NEWEST_RECEIPT in line:
            number = self._stage.newest_number()
            if number is None:
                raise Refused("还没有回执 there is no receipt yet")
            line = line.replace(NEWEST_RECEIPT, number)
        self._steered[name].do(line)

    def _finish(self, name: str, done: Future[None]) -> None:
        self._working.discard(name)
        try:
            done.result()
        except (OSError, Refused) as error:
            self._trouble = str(error)
        else:
            self._trouble = ""
        self._sight = replace(self._sight, facts={**self._sight.facts, name: self._steered[name].facts})
        self.changed.emit()

    def _see(self, sight: Sight) -> None:
        more = len(sight.papers) > len(self._sight.papers)
        self._sight = sight
        self.changed.emit()
        if more:
            self.printed.emit()

    def _papers(self) -> list[str]:
        return list(reversed(self._sight.papers[-PAPERS_SHOWN:]))

    def _facts(self) -> dict[str, dict[str, object]]:
        return {name: dict(facts) for name, facts in self._sight.facts.items()}

    def _missing(self) -> dict[str, object]:
        found = {name: lacking(steered.steerable, self._sight.facts[name]) for name, steered in self._steered.items()}
        return {name: title._asdict() for name, title in found.items() if title is not None}

    def _counts(self) -> dict[str, int]:
        return {"waiting": self._sight.waiting, "at_platform": self._sight.at_platform}

    devices = Property(_LIST, lambda self: self._devices, constant=True)
    """Everything that stands on the bench, as `drawn` gives it."""
    facts = Property(_MAP, _facts, notify=changed)
    """What each does just now, by its name."""
    missing = Property(_MAP, _missing, notify=changed)
    """What this machine lacks for a device, by its name."""
    working = Property(_LIST, lambda self: sorted(self._working), notify=changed)
    """The devices at which something is under way."""
    papers = Property(_LIST, _papers, notify=printed)
    """The papers to show, newest first, by the names of their pictures."""
    counts = Property(_MAP, _counts, notify=changed)
    trouble = Property(str, lambda self: self._trouble, notify=changed)
    """Why the last touch had no effect; empty when it had."""


class BenchWindow:
    """The window with the bench in it."""

    def __init__(self, bench: Bench, stage: Stage, frame: Frame) -> None:
        self._engine = QQmlApplicationEngine()
        self._engine.addImageProvider("icons", Icons())
        self._engine.addImageProvider("papers", Papers(stage.printer, stage.document_printer))
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
    with told_to_end() as ending:
        notifier = QSocketNotifier(ending.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: app.exit(0))
        try:
            yield
        finally:
            notifier.setEnabled(False)


def lacking(steerable: Steerable[Any], facts: Facts) -> Title | None:
    """Return what this machine lacks for a device; None: nothing."""
    missing = steerable.missing if isinstance(steerable, Emulated) else None
    return None if missing is None else missing(facts)


def drawn(steerable: Steerable[Any], today: date) -> dict[str, object]:
    """Return how a device is drawn, in QML's types: its pieces by their kind."""
    pieces = steerable.panel
    choices = [
        {"fact": piece.fact, "icon": piece.icon, "options": [_plain(option) for option in piece.options(today)]}
        for piece in pieces
        if isinstance(piece, Choice)
    ]
    return {
        "name": steerable.name,
        "title": steerable.title._asdict(),
        "choices": choices,
        "lamps": [_plain(piece) for piece in pieces if isinstance(piece, Lamps)],
        "switches": [_plain(piece) for piece in pieces if isinstance(piece, Switch)],
    }


def _plain(value: Any) -> Any:
    """Return a piece as maps and lists."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Title | Push):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
