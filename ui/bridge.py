# SPDX-License-Identifier: GPL-3.0-or-later
"""What QML sees of the visit: the screen that is drawn, and the slots that answer it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast, get_args

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.visit.intents import Action, Press, Resize, Speak, Touched
from kiosk.visit.screens import Show, Starting, Status, StillThere
from kiosk.words import Language, Words
from ui.clock import Clock
from ui.values import plain

ANSWER_WITHIN_MS = 1500
"""When the engine has not answered a press by then, the page says 请稍等 and can be touched again."""

TOUCH_EVERY_S = 1.0
# PySide's stubs want a Python type where Qt's own type is named.
_MAP = cast("type", "QVariantMap")
_LIST = cast("type", "QVariantList")
DEFAULT_HELP_PHONE = "12345"


class Bridge(QObject):
    """Holds the present screen in the citizen's language, and turns touches into intents that name it."""

    shown = Signal()
    """The screen, its language or the status has changed."""
    waited = Signal()
    """Whether an answer is awaited, or is late, has changed."""
    wiped = Signal()
    """Everything about the person must go, now."""
    intent = Signal(object)
    """Something for the engine."""

    def __init__(
        self,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock or Clock(parent=self)
        self._clock.ticked.connect(self.shown)
        self._monotonic = monotonic
        self._touched_at = -TOUCH_EVERY_S
        self._show = _nothing_yet()
        self._wiped_by: int | None = None
        self._spoken: Language | None = None
        self._help_phone = DEFAULT_HELP_PHONE
        self._waiting = False
        self._late = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(ANSWER_WITHIN_MS)
        self._patience.timeout.connect(self._lose_patience)

    def receive(self, show: Show) -> None:
        """Take a screen from the engine."""
        if show.wipe and show.seq != self._wiped_by:
            self._forget()
            self._wiped_by = show.seq
        if self._spoken == show.language:
            self._spoken = None
        self._show = show
        self._help_phone = str(getattr(show.screen, "help_phone", self._help_phone))
        self._wait(waiting=False)
        self.shown.emit()

    def lose(self) -> None:
        """The engine is gone, and the visit with it."""
        self._forget()
        self._wiped_by = None
        self._show = _nothing_yet(self._show.status)
        self._wait(waiting=False)
        self.shown.emit()

    @Slot(str)
    @Slot(str, str)
    def press(self, action: str, value: str = "") -> None:
        """Answer the screen, once: a second touch before the next screen is not another answer."""
        if self._waiting:
            return
        if action not in get_args(Action):
            raise ValueError(f"no such action: {action}")
        self._wait(waiting=True)
        self.intent.emit(Press(seq=self._show.seq, action=cast("Action", action), value=value))

    @Slot(str)
    def speak(self, language: str) -> None:
        """Change the language, at once; the engine learns of it."""
        if language not in get_args(Language):
            raise ValueError(f"no such language: {language}")
        self._spoken = cast("Language", language)
        self.intent.emit(Speak(language=self._spoken))
        self.shown.emit()

    @Slot(bool)
    def resize(self, large: bool) -> None:
        """Tell the engine the size of text that is drawn from now on."""
        self.intent.emit(Resize(large=large))

    @Slot()
    def touched(self) -> None:
        """Somebody is there; said at most once a second."""
        now = self._monotonic()
        if now - self._touched_at >= TOUCH_EVERY_S:
            self._touched_at = now
            self.intent.emit(Touched())

    def _forget(self) -> None:
        self._show = _nothing_yet(self._show.status)
        self._spoken = None
        self._help_phone = DEFAULT_HELP_PHONE
        self.wiped.emit()

    def _wait(self, *, waiting: bool, late: bool = False) -> None:
        if waiting:
            self._patience.start()
        else:
            self._patience.stop()
        if (waiting, late) != (self._waiting, self._late):
            self._waiting, self._late = waiting, late
            self.waited.emit()

    def _lose_patience(self) -> None:
        self._wait(waiting=False, late=True)

    def language_now(self) -> Language:
        """Return the language that is drawn."""
        return self._spoken or self._show.language

    def _page(self) -> str:
        return type(self._show.screen).__name__

    def _is_warning(self) -> bool:
        return isinstance(self._show.screen, StillThere)

    def _screen(self) -> object:
        return plain(self._show.screen, self.language_now())

    def _status(self) -> object:
        return plain(self._show.status, self.language_now())

    def _way(self) -> object:
        return plain(self._show.way, self.language_now())

    def _seq(self) -> int:
        return self._show.seq

    def _back(self) -> bool:
        return self._show.back

    def _can_leave(self) -> bool:
        return self._show.can_leave

    def _phone(self) -> str:
        return self._help_phone

    def _is_waiting(self) -> bool:
        return self._waiting

    def _is_late(self) -> bool:
        return self._late

    def _time(self) -> str:
        return self._clock.time()

    def _date(self) -> str:
        return self._clock.date(self.language_now())

    page = Property(str, _page, notify=shown)
    """The name of the screen's class, and of its QML file."""
    warning = Property(bool, _is_warning, notify=shown)
    """Whether the page is to stay underneath."""
    screen = Property(_MAP, _screen, notify=shown)
    status = Property(_MAP, _status, notify=shown)
    way = Property(_LIST, _way, notify=shown)
    seq = Property(int, _seq, notify=shown)
    back = Property(bool, _back, notify=shown)
    canLeave = Property(bool, _can_leave, notify=shown)  # noqa: N815
    language = Property(str, language_now, notify=shown)
    helpPhone = Property(str, _phone, notify=shown)  # noqa: N815
    waiting = Property(bool, _is_waiting, notify=waited)
    late = Property(bool, _is_late, notify=waited)
    time = Property(str, _time, notify=shown)
    date = Property(str, _date, notify=shown)


def _nothing_yet(status: Status | None = None) -> Show:
    nowhere = Status(place=Words.same(""), terminal="", online=True)
    return Show(seq=0, screen=Starting(), status=status or nowhere, language="hans", can_leave=False)
