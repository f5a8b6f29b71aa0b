// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The lamps of a terminal, as they shine just now.
Row {
    id: row

    property var lamps: []
    property var shining: ({})

    Repeater {
        model: row.lamps
        Item {
            id: lamp
            required property var modelData
            readonly property string colour: row.shining[modelData[0]] || ""
            readonly property color light: ({ green: "#27AE60", yellow: "#F2B01E", red: "#D93025" })[colour] || "#FFFFFF"
            width: row.width / row.lamps.length
            height: 92
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData[1].hans + "灯：" + (({ green: "绿", yellow: "黄", red: "红" })[colour] || "不亮")

            Rectangle {
                visible: lamp.colour !== ""
                anchors.centerIn: bulb
                width: 46
                height: 46
                radius: 23
                color: lamp.light
                opacity: 0.25
            }
            Rectangle {
                id: bulb
                anchors.horizontalCenter: parent.horizontalCenter
                y: 8
                width: 30
                height: 30
                radius: 15
                color: lamp.light
                border { width: 2; color: lamp.colour === "" ? Theme.strongLine : Qt.darker(lamp.light, 1.25) }
            }
            Column {
                anchors { top: bulb.bottom; topMargin: 6; horizontalCenter: parent.horizontalCenter }
                Label { anchors.horizontalCenter: parent.horizontalCenter; text: lamp.modelData[1].hans; font.pixelSize: Theme.technical - 1; wrapMode: Text.NoWrap; Accessible.ignored: true }
                Label { anchors.horizontalCenter: parent.horizontalCenter; text: lamp.modelData[1].english; color: Theme.ink2; font.pixelSize: Theme.technical - 4; wrapMode: Text.NoWrap; Accessible.ignored: true }
            }
        }
    }
}
