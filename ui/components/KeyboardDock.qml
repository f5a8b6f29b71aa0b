// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import "../theme"

// The keyboard at the bottom edge, up when a page writes. The row of candidates has its place whether there are any or not.
Item {
    id: dock

    property bool raised: false

    // Qt's input context remembers the text around the cursor until another field takes its place.
    function forget() {
        nobody.forceActiveFocus()
        Qt.inputMethod.reset()
        nobody.focus = false
    }

    height: raised ? panel.height : 0
    y: parent.height - height
    visible: raised

    TextInput {
        id: nobody
        width: 0
        height: 0
        inputMethodHints: Qt.ImhSensitiveData
        Accessible.ignored: true
    }
    InputPanel {
        id: panel
        objectName: "inputPanel"
        width: dock.width
        active: dock.raised
    }
    Binding {
        target: VirtualKeyboardSettings
        property: "activeLocales"
        value: ({ hans: ["zh_CN", "en_GB"], hant: ["zh_HK", "zh_CN", "en_GB"], en: ["en_GB", "zh_CN"] })[bridge.language]
    }
    Binding {
        target: VirtualKeyboardSettings
        property: "locale"
        value: ({ hans: "zh_CN", hant: "zh_HK", en: "en_GB" })[bridge.language]
    }
    Component.onCompleted: VirtualKeyboardSettings.wordCandidateList.alwaysVisible = true
}
