// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../rows"

// Pinyin.
KeyboardLayout {
    function createInputMethod() {
        return Qt.createQmlObject('import QtQuick; import QtQuick.VirtualKeyboard.Plugins; PinyinInputMethod {}', parent, "pinyin")
    }

    sharedLayouts: ["symbols"]
    keyWeight: 100

    DigitRow {}
    LetterRow { letters: Array.from("qwertyuiop") }
    LetterRow { letters: Array.from("asdfghjkl"); inset: 0.5 }
    KeyboardRow {
        id: third
        Key { text: "'"; weight: 1.5 * third.keyWeight; highlighted: true; enabled: InputContext.preeditText.length > 0 }
        Repeater {
            model: Array.from("zxcvbnm")
            Key { required property string modelData; text: modelData }
        }
        BackspaceKey { weight: 1.5 * third.keyWeight }
    }
    LastRow {}
}
