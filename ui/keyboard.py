# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual keyboard: how it is set up, and where an automatic player finds its keys and candidates."""

from __future__ import annotations

import os


def prepare() -> None:
    """Choose Qt's virtual keyboard and our style; before the application is made."""
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
