# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk device` as a technician runs it, at a terminal in a folder of its own."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from PySide6.QtGui import QGuiApplication

from kiosk.__main__ import main
from kiosk.commands import device

_TERMINAL = """\
[terminal]
id = "4452-0137"
division = "445202003201"
place = "东阳村便民服务站"

[platform]
url = "http://127.0.0.1:9"
credentials = "credentials"

"""


class _Application:
    """In the place of the command's own application: one process has only one, and keeps it."""

    kept: QGuiApplication | None = None

    def __init__(self, arguments: list[str]) -> None:
        if QGuiApplication.instance() is None:
            _Application.kept = QGuiApplication(arguments)

    def shutdown(self) -> None:
        pass


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str


class Terminal:
    """Has the devices that `devices` names, as terminal.toml does."""

    def __init__(self, data: Path, devices: str) -> None:
        self._data = data
        (data / "etc").mkdir(parents=True, exist_ok=True)
        (data / "etc" / "terminal.toml").write_text(_TERMINAL + devices, encoding="utf-8")

    def kiosk(self, *arguments: str | Path) -> Done:
        """Run `kiosk` with these arguments to its end."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.object(device, "QGuiApplication", _Application),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            status = main([*map(str, arguments), "--data", str(self._data)])
        return Done(status, out.getvalue(), err.getvalue())
