// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The rating, always optional.
Page {
    id: page

    title: qsTr("这次办得顺心吗？")
    line: qsTr("不评也可以")
    second: qsTr("跳过")
    onSecondClicked: bridge.press("SKIP")

    single: true

    Grid {
        id: faces
        anchors.fill: parent
        columns: Theme.portrait ? 1 : 5
        spacing: Theme.gap
        Repeater {
            model: [
                { value: "5", name: qsTr("非常满意") },
                { value: "4", name: qsTr("满意") },
                { value: "3", name: qsTr("基本满意") },
                { value: "2", name: qsTr("不满意") },
                { value: "1", name: qsTr("非常不满意") }
            ]
            OptionCard {
                required property var modelData
                tall: !Theme.portrait
                width: tall ? (faces.width - 4 * faces.spacing) / 5 : faces.width
                height: tall ? Math.min(faces.height, width * 1.15) : Math.min(224, (faces.height - 4 * faces.spacing) / 5)
                name: modelData.name
                icon: "face" + modelData.value
                arrow: false
                onClicked: bridge.press("RATE", modelData.value)
            }
        }
    }
}
