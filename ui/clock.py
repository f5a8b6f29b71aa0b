# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of day on the status strip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.local_time import CHINA
from kiosk.words import Language

_DAYS = {
    "hans": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "hant": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local_time() -> datetime:
    """Return the time on the wall here, as on the receipts."""
    return datetime.now(CHINA)


def written_date(when: datetime, language: Language) -> str:
    """Return a date as people write it, such as 11月21日 星期六."""
    day = _DAYS[language][when.weekday()]
    if language == "en":
        return f"{day} {when.day} {_MONTHS[when.month - 1]}"
    return f"{when.month}月{when.day}日 {day}"


class Clock(QObject):
    """Says when a minute has passed."""

    ticked = Signal()

    def __init__(self, now: Callable[[], datetime] = local_time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._shown = ""
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def time(self) -> str:
        """Return the time, such as 14:05."""
        return f"{self._now():%H:%M}"

    def date(self, language: Language) -> str:
        """Return the date in a language."""
        return written_date(self._now(), language)

    def _tick(self) -> None:
        if self.time() != self._shown:
            self._shown = self.time()
            self.ticked.emit()
