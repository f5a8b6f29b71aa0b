// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The languages, each in its own words.
Overlay {
    id: panel

    signal done

    title: qsTr("请选择语言")

    Repeater {
        model: [{ code: "hans", name: "简体中文" }, { code: "hant", name: "繁體中文" }, { code: "en", name: "English" }]
        BigButton {
            required property var modelData
            width: parent.width
            height: Theme.answer
            name: modelData.name
            main: bridge.language === modelData.code
            icon: main ? "done" : ""
            waits: false
            onClicked: {
                bridge.speak(modelData.code)
                panel.done()
            }
        }
    }
}
