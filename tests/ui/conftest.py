# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with its pages for every test that wants one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage
from ui.translations import compile_all
from ui.window import application


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """Our application in the place of pytest-qt's."""
    compile_all()
    return application()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    present = Stage(qtbot)
    yield present
    present.close()
