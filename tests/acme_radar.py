# SPDX-License-Identifier: GPL-3.0-or-later
"""Another firm's driver: the one that docs/drivers.md shows in "Writing another driver", as it stands there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drivers.emulator import PtyCable, Wire

_DOCUMENT = Path(__file__).parent.parent / "docs" / "drivers.md"

FILES: dict[str, str] = dict(
    re.findall(
        r"^`([\w/]+\.(?:py|toml))`:\n\n```\w+\n(.*?)^```$",
        _DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
"""The files that the chapter shows, by name."""


def install(data: Path) -> None:
    """Put the package into its place in a terminal's folder."""
    for name in [name for name in FILES if "/" in name]:
        file = data / "drivers" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FILES[name], encoding="utf-8")
    for path in (data / "drivers", *(data / "drivers").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def settings(port: Path) -> str:
    """Return what the chapter writes into terminal.toml, with another port."""
    return FILES["terminal.toml"].replace("/dev/ttyUSB0", str(port))


@contextmanager
def plugged_in(port: Path) -> Iterator[Any]:
    """Run the chapter's own emulator on this port; nothing else of its test is loaded."""
    code = next(part for part in ast.parse(FILES["test_acme_radar.py"]).body if isinstance(part, ast.ClassDef))
    found: dict[str, Any] = {"Path": Path, "PtyCable": PtyCable, "Wire": Wire}
    exec(compile(ast.Module([code], []), "test_acme_radar.py", "exec"), found)
    radar = found["Radar"](port)
    radar.wire.start()
    try:
        yield radar
    finally:
        radar.wire.close()
