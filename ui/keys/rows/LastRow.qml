// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components

// Symbols, language, comma, space, full stop, new line.
KeyboardRow {
    id: row

    property string comma: "，"
    property string stop: "。"
    property string other: "！？"

    SymbolModeKey { weight: 1.5 * row.keyWeight; displayText: keyboard.symbolMode ? (keyboard.locale === "en_GB" ? "ABC" : "文") : "123" }
    ChangeLanguageKey { weight: row.keyWeight }
    Key { text: row.comma; highlighted: true }
    SpaceKey { weight: 3.5 * row.keyWeight }
    Key { text: row.stop; highlighted: true }
    Key { text: row.other[row.other.length - 1]; alternativeKeys: row.other; highlighted: true }
    EnterKey { weight: 1.5 * row.keyWeight }
}
