// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../rows"

// Chinese signs.
SymbolRows {
    function createInputMethod() {
        return Qt.createQmlObject('import QtQuick; import QtQuick.VirtualKeyboard.Plugins; PinyinInputMethod {}', parent, "pinyinSigns")
    }

    sharedLayouts: ["main"]
    signs: ["、：；“”（）《》…", "@#%&*+-=/_", "—·～￥℃「」×"]
}
