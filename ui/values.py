# SPDX-License-Identifier: GPL-3.0-or-later
"""Screens as plain values that QML can read: maps, lists and texts in one language."""

from __future__ import annotations

import msgspec

from kiosk.words import Language, Words


def plain(value: object, language: Language) -> object:
    """Return a screen's value with every `Words` resolved to one language, structs as maps and tuples as lists."""
    if isinstance(value, Words):
        return value.within(language)
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name), language) for name in value.__struct_fields__}
    if isinstance(value, (tuple, list)):
        return [plain(item, language) for item in value]
    return value
