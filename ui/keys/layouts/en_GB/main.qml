// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../rows"

// English.
KeyboardLayout {
    sharedLayouts: ["symbols"]
    keyWeight: 100

    DigitRow {}
    LetterRow { letters: Array.from("qwertyuiop") }
    LetterRow { letters: Array.from("asdfghjkl"); inset: 0.5 }
    KeyboardRow {
        id: third
        ShiftKey { weight: 1.5 * third.keyWeight }
        Repeater {
            model: Array.from("zxcvbnm")
            Key { required property string modelData; text: modelData }
        }
        BackspaceKey { weight: 1.5 * third.keyWeight }
    }
    LastRow { comma: ","; stop: "."; other: "!?" }
}
