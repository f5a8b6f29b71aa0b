// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../theme"

// Digits and the signs that people write with, three rows of `signs`; the middle one where there is room.
KeyboardLayout {
    id: layout

    property var signs: ["", "", ""]
    property string comma: "，"
    property string stop: "。"
    property string other: "！？"

    keyWeight: 100

    LetterRow { letters: Array.from("1234567890") }
    LetterRow { letters: Array.from(layout.signs[0]) }
    LetterRow { visible: Theme.portrait; letters: Array.from(layout.signs[1]) }
    KeyboardRow {
        id: third
        Repeater {
            model: Array.from(layout.signs[2])
            Key { required property string modelData; text: modelData }
        }
        BackspaceKey { weight: 2 * third.keyWeight }
    }
    LastRow { comma: layout.comma; stop: layout.stop; other: layout.other }
}
