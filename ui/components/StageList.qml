// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The real stages of the work, each with its state in words.
Column {
    id: list

    property var stages: []

    spacing: Theme.pad * 1.2
    Repeater {
        model: list.stages.length
        Row {
            id: stage
            required property int index
            readonly property var at: list.stages[index] ?? ({ name: "saved", state: "later" })
            readonly property bool done: at.state === "done"
            readonly property color ink: done ? Theme.good : at.state === "now" ? Theme.primary : Theme.ink2
            width: list.width
            spacing: Theme.gap
            Item {
                width: Theme.icon * 1.3
                height: width
                anchors.verticalCenter: parent.verticalCenter
                Icon {
                    anchors.fill: parent
                    size: parent.width
                    visible: stage.at.state !== "now"
                    name: stage.done ? "done" : "later"
                    colour: stage.ink
                }
                Turning { anchors.fill: parent; visible: stage.at.state === "now" }
            }
            Label {
                width: parent.width - Theme.icon * 1.3 - Theme.gap
                anchors.verticalCenter: parent.verticalCenter
                strong: stage.at.state === "now"
                font.pixelSize: Theme.cardTitle
                color: stage.at.state === "later" ? Theme.ink2 : Theme.ink
                text: ({
                    saved: { done: qsTr("已保存在本机"), now: qsTr("正在保存"), later: qsTr("保存在本机") },
                    sending: { done: qsTr("已经送达"), now: qsTr("正在送往平台"), later: qsTr("送往平台") },
                    asking: { done: qsTr("查到了"), now: qsTr("正在向平台查询"), later: qsTr("向平台查询") }
                })[stage.at.name][stage.at.state]
            }
        }
    }
}
