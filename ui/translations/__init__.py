# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages in other languages: Qt Linguist files beside this one, compiled when the kiosk is set up."""

from __future__ import annotations

import subprocess
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtQml import QQmlEngine

from kiosk.words import Language

FOLDER = Path(__file__).parent
SOURCE: Language = "hans"
"""The language that the QML files are written in."""
TRANSLATED: tuple[Language, ...] = ("hant", "en")
_LOCALES: dict[Language, str] = {"hant": "zh_HK", "en": "en_GB"}
_UI = FOLDER.parent


class Tongue:
    """Puts the fixed words of the pages into the language that is spoken."""

    def __init__(self, engine: QQmlEngine) -> None:
        self._engine = engine
        self._language: Language = SOURCE
        self._translator: QTranslator | None = None

    def speak(self, language: Language) -> None:
        """Change the language of the pages; the same again does nothing."""
        if language == self._language:
            return
        self._language = language
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        if language != SOURCE:
            translator = QTranslator()
            if translator.load(str(FOLDER / f"ui_{language}.qm")):
                QCoreApplication.installTranslator(translator)
                self._translator = translator
        self._engine.retranslate()


def compile_all() -> list[Path]:
    """Compile the translations that are missing or older than their source, and return all of them."""
    compiled: list[Path] = []
    for language in TRANSLATED:
        source, target = FOLDER / f"ui_{language}.ts", FOLDER / f"ui_{language}.qm"
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _run("lrelease", str(source), "-qm", str(target))
        compiled.append(target)
    return compiled


def update_all() -> None:
    """Gather the texts of the pages into the Qt Linguist files; new ones are marked unfinished."""
    pages = sorted(str(path) for folder in ("", "components", "pages") for path in (_UI / folder).glob("*.qml"))
    for language in TRANSLATED:
        options = ["-source-language", "zh_CN", "-target-language", _LOCALES[language], "-locations", "none"]
        target = FOLDER / f"ui_{language}.ts"
        _run("lupdate", *pages, *options, "-no-obsolete", "-ts", str(target))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(Path(PySide6.__file__).parent / tool), *arguments], check=True, capture_output=True)
