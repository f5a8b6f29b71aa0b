# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual keyboard: how it is set up, and where an automatic player finds its keys and candidates."""

from __future__ import annotations

import os
from pathlib import Path

_KEYS = Path(__file__).parent / "keys"
IMPORT_PATH = _KEYS
"""Where Qt finds our style of the keyboard."""


def prepare() -> None:
    """Choose Qt's virtual keyboard and our style; before the application is made."""
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
    os.environ["QT_VIRTUALKEYBOARD_LAYOUT_PATH"] = str(_KEYS / "layouts")
