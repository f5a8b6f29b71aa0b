# SPDX-License-Identifier: GPL-3.0-or-later
"""The ui's process: one frameless window with the pages, joined to the engine by a Unix socket."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLoggingCategory, QObject, QTimer, QUrl
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from assets import asset
from ui.bridge import Bridge
from ui.forget import forget
from ui.guard import Guard
from ui.icons import Icons
from ui.keyboard import IMPORT_PATH, Memory, prepare
from ui.link import Link
from ui.translations import SOURCE, Tongue

_HERE = Path(__file__).parent
_FONTS = ("NotoSansSC_400Regular.ttf", "NotoSansSC_500Medium.ttf", "NotoSansSC_700Bold.ttf")

_NOT_OURS = (
    "qt.qml.propertyCache.append.warning=false",  # Qt's own popup list hides a member of its base
    "qt.virtualkeyboard.pinyin.warning=false",  # says that it makes its dictionary, which is new every time
    "qt.multimedia.*=false",  # the keyboard has no sounds
)


def application() -> QGuiApplication:
    """Return the one Qt application, with our fonts and keyboard, made the first time it is asked for."""
    present = QGuiApplication.instance()
    if isinstance(present, QGuiApplication) and present.property("kiosk"):
        return present
    prepare()
    app = present if isinstance(present, QGuiApplication) else QGuiApplication(sys.argv[:1])
    app.setProperty("kiosk", True)  # noqa: FBT003
    app.setQuitOnLastWindowClosed(False)
    QLoggingCategory.setFilterRules("\n".join(_NOT_OURS))
    for name in _FONTS:
        QFontDatabase.addApplicationFont(str(asset("fonts", name)))
    app.setFont(QFont("Noto Sans SC"))
    return app


class Screenful(QObject):
    """The window with its pages, and what must outlive each of them."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._app = application()
        self.bridge = bridge
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(IMPORT_PATH))
        self.engine.addImageProvider("icons", Icons())
        self.engine.rootContext().setContextProperty("bridge", bridge)
        self.memory = Memory(self.engine)
        self._tongue = Tongue(self.engine)
        self._tongue.speak(bridge.language_now())
        bridge.shown.connect(self._speak)
        bridge.wiped.connect(self._forget_soon)
        self._guard = Guard(bridge.touched)
        self.engine.load(QUrl.fromLocalFile(str(_HERE / "App.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise RuntimeError("the pages do not load; see the messages above")
        self.window: QQuickWindow = roots[0]
        self.window.installEventFilter(self._guard)

    def close(self) -> None:
        """Take the window away, and all that is drawn in it."""
        self.window.removeEventFilter(self._guard)
        self.window.hide()
        self.bridge.shown.disconnect(self._speak)
        self._tongue.speak(SOURCE)
        self.engine.deleteLater()
        QCoreApplication.sendPostedEvents(self.engine, QEvent.Type.DeferredDelete)
        self.memory.close()

    def _speak(self) -> None:
        self._tongue.speak(self.bridge.language_now())

    def _forget_soon(self) -> None:
        QTimer.singleShot(0, self, self._forget)

    def _forget(self) -> None:
        self.memory.forget()
        forget(self.engine)


def main(
    socket: Path,
    *,
    size: tuple[int, int] | None = None,
    fullscreen: bool = True,
    attach: Callable[[QQuickWindow, Bridge], None] | None = None,
) -> int:
    """Draw what the engine at `socket` says until the process is ended; `attach` is given the window to play on.

    Without a `size` the window is as large as the screen; `fullscreen` keeps every other window away.
    """
    app = application()
    bridge = Bridge()
    screenful = Screenful(bridge)
    link = Link(socket)
    link.shown.connect(bridge.receive)
    link.lost.connect(bridge.lose)
    bridge.intent.connect(link.send)
    _show(screenful.window, size, fullscreen=fullscreen)
    bridge.shown.emit()
    link.open()
    if attach is not None:
        attach(screenful.window, bridge)
    status = app.exec()
    link.close()
    screenful.close()
    return int(status)


def _show(window: QQuickWindow, size: tuple[int, int] | None, *, fullscreen: bool) -> None:
    whole = window.screen().geometry()
    width, height = size or (whole.width(), whole.height())
    window.resize(width, height)
    if fullscreen and size is None and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        window.showFullScreen()
    else:
        window.show()
