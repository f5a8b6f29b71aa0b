// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Where this is, what time it is, and whether the network is there, in words.
Rectangle {
    id: strip

    height: Theme.strip
    color: Theme.card

    Rectangle { width: parent.width; height: 2; anchors.bottom: parent.bottom; color: Theme.hairline }

    Column {
        anchors { left: parent.left; leftMargin: Theme.margin; right: tools.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        Label {
            width: parent.width
            text: bridge.status.place
            strong: true
            font.pixelSize: Theme.smallest + 4
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        Row {
            spacing: Theme.gap / 2
            Label {
                visible: text !== ""
                text: bridge.status.terminal === "" ? "" : qsTr("终端 %1").arg(bridge.status.terminal)
                color: Theme.ink2
                font.pixelSize: Theme.technical
                wrapMode: Text.NoWrap
                anchors.verticalCenter: parent.verticalCenter
            }
            Tag { visible: bridge.status.demo; text: qsTr("演示"); kind: "plain"; anchors.verticalCenter: parent.verticalCenter }
            Tag { visible: !bridge.status.online; text: qsTr("暂无网络"); icon: "offline"; anchors.verticalCenter: parent.verticalCenter }
        }
    }
    Row {
        id: tools
        anchors { right: parent.right; rightMargin: Theme.margin; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap
        QuietButton {
            name: Theme.dense ? qsTr("大字") : qsTr("简洁")
            icon: "size"
            anchors.verticalCenter: parent.verticalCenter
            onClicked: {
                Theme.dense = !Theme.dense
                bridge.resize(!Theme.dense)
            }
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            Label {
                anchors.right: parent.right
                text: bridge.time
                strong: true
                font.pixelSize: Theme.smallest + 8
            }
            Label {
                anchors.right: parent.right
                text: bridge.date
                color: Theme.ink2
                font.pixelSize: Theme.smallest
                wrapMode: Text.NoWrap
            }
        }
    }
}
