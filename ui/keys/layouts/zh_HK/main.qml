// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../rows"

// Cangjie (倉頡).
KeyboardLayout {
    function createInputMethod() {
        return Qt.createQmlObject('import QtQuick; import QtQuick.VirtualKeyboard.Plugins; TCInputMethod {}', parent, "cangjie")
    }

    sharedLayouts: ["symbols"]
    inputMode: InputEngine.InputMode.Cangjie
    keyWeight: 100
    smallTextVisible: true

    DigitRow {}
    LetterRow { letters: ["手q", "田w", "水e", "口r", "廿t", "卜y", "山u", "戈i", "人o", "心p"] }
    LetterRow { letters: ["日a", "尸s", "木d", "火f", "土g", "竹h", "十j", "大k", "中l"]; inset: 0.5 }
    KeyboardRow {
        id: third
        FillerKey { weight: third.keyWeight / 2 }
        Repeater {
            model: ["重z", "難x", "金c", "女v", "月b", "弓n", "一m"]
            Key { required property string modelData; text: modelData[0]; alternativeKeys: modelData }
        }
        FillerKey { weight: third.keyWeight / 2 }
        BackspaceKey { weight: 2 * third.keyWeight }
    }
    LastRow {}
}
