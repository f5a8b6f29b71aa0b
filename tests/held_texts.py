# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches all that a Qt program holds for a text: the properties of its objects, as far as Python reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtQml import QJSValue
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import Shiboken

_CAN_HOLD_TEXT = frozenset(
    {"QString", "QStringList", "QUrl", "QVariant", "QVariantMap", "QVariantList", "QJSValue", "QByteArray"}
)
"""Types of properties that are read; objects behind pointers are walked as children."""


def objects(roots: Iterable[object]) -> list[QObject]:
    """Return every object that hangs on the roots."""
    waiting = [root for root in roots if isinstance(root, QObject)]
    seen: dict[int, QObject] = {}
    while waiting:
        present = waiting.pop()
        address = Shiboken.getCppPointer(present)[0]
        if address in seen:
            continue
        seen[address] = present
        waiting += present.children()
        if isinstance(present, QQuickItem):
            waiting += present.childItems()
        if isinstance(present, QQuickWindow):
            waiting.append(present.contentItem())
    return list(seen.values())


def holders(roots: Iterable[object], text: str) -> Iterator[str]:
    """Yield the class and property of each place in which the text is found."""
    for present in objects(roots):
        meta = present.metaObject()
        for index in range(meta.propertyCount()):
            kept = meta.property(index)
            name = _word(kept.name())
            if kept.isReadable() and _word(kept.typeName()) in _CAN_HOLD_TEXT:
                value = present.property(name)
                if text in str(value.toVariant() if isinstance(value, QJSValue) else value):
                    yield f"{_word(meta.className())}.{name}"


def _word(told: object) -> str:
    """Return what Qt's meta-object tells, which PySide declares as bytes and gives as str."""
    assert isinstance(told, str)
    return told
