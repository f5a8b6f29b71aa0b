# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual keyboard: how it is set up, and where an automatic player finds its keys and candidates.

Qt's keyboard is made of items like any other, below one that is called ``keyboard``:

* a **key** is an item with the properties ``keyType`` and ``text``: what it writes, such as ``d`` or ``，``. Keys that
  write nothing to be seen have a name of their own in `NAMED`: 退格, 空格, 换行, 123, 语言, 上档. Find one with `key`.
* a **candidate** is an item that is called ``candidate``, with the property ``text``, in the list
  ``wordCandidateView``. The list makes items only for what is in sight, so that a candidate further on is not found
  before the list is pushed aside. Find those in sight with `candidates`, and one of them with `candidate`.

Points are in the window's coordinates, ready for a touch. A key is pressed for as long as it is touched; it answers on
release. Letters go to Pinyin one after another, and candidates follow after the event loop has run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMetaObject, QObject, QPointF, QUrl
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

from ui.controls import centre, items

_KEYS = Path(__file__).parent / "keys"
IMPORT_PATH = _KEYS
"""Where Qt finds our style of the keyboard."""

NAMED = {
    "退格": "BackspaceKey",
    "123": "SymbolModeKey",
    "语言": "ChangeLanguageKey",
    "上档": "ShiftKey",
    "空格": "SpaceKey",
    "换行": "EnterKey",
}
"""Names of the keys that are not found by what they write, and the type that each has in Qt."""


def prepare() -> None:
    """Choose Qt's virtual keyboard; before the application is made."""
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
    # Ours is part of the window; without this Qt may open another in a window of its own.
    os.environ["QT_VIRTUALKEYBOARD_DESKTOP_DISABLE"] = "1"


class Memory:
    """The folder where Pinyin keeps its user dictionary: a scratch folder of this process, emptied after each visit.

    Our fields are marked as sensitive, so that nothing is learned from them in the first place.
    """

    def __init__(self, engine: QQmlEngine) -> None:
        self._folder = TemporaryDirectory(prefix="kiosk-keyboard-")
        self.path = Path(self._folder.name)
        # Qt's Pinyin looks nowhere else, whatever its setting userDataPath says.
        os.environ["XDG_CONFIG_HOME"] = str(self.path)
        (self.path / "qtvirtualkeyboard" / "pinyin").mkdir(parents=True)
        settings: object = engine.singletonInstance("QtQuick.VirtualKeyboard.Settings", "VirtualKeyboardSettings")
        if not isinstance(settings, QObject):
            raise RuntimeError("Qt Virtual Keyboard is not there")  # noqa: TRY004
        self._settings = settings
        settings.setProperty("userDataPath", str(self.path / "qtvirtualkeyboard"))
        settings.setProperty("layoutPath", QUrl.fromLocalFile(str(_KEYS / "layouts")))
        settings.setProperty("styleName", "kiosk")

    def forget(self) -> None:
        """Empty the user dictionary."""
        QMetaObject.invokeMethod(self._settings, "userDataReset")
        for file in self.path.rglob("*"):
            if file.is_file():
                file.unlink()

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()


def key(window: QQuickWindow, text: str) -> QPointF | None:
    """Return the centre of the key that writes `text`, or that is called so in `NAMED`; None when there is none."""
    for item in keys(window):
        if text in NAMED:
            if item.metaObject().className().startswith(f"{NAMED[text]}_"):
                return centre(item)
        elif item.property("text") == text:
            return centre(item)
    return None


def keys(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Yield the keys in sight."""
    board = window.findChild(QQuickItem, "keyboard")
    if board is not None:
        for item in items(board):
            if item.property("keyType") is not None and item.isEnabled():
                yield item


def candidates(window: QQuickWindow) -> list[str]:
    """Return the candidates in sight, the likeliest first."""
    return [str(item.property("text")) for item in _candidates(window)]


def candidate(window: QQuickWindow, text: str) -> QPointF | None:
    """Return the centre of a candidate; None when it is not in sight."""
    for item in _candidates(window):
        if item.property("text") == text:
            return centre(item)
    return None


def _candidates(window: QQuickWindow) -> list[QQuickItem]:
    view = window.findChild(QObject, "wordCandidateView")
    if not isinstance(view, QQuickItem):
        return []
    found = [item for item in items(view) if item.objectName() == "candidate" and item.property("text")]
    return sorted(found, key=lambda item: centre(item).x())
