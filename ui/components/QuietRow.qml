// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Help, language and leave, in reach on every page; and the line that asks for patience.
Item {
    id: row

    signal asked(string what)

    height: Theme.quietRow

    Row {
        anchors { left: parent.left; leftMargin: Theme.margin - Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.gap
        QuietButton { name: qsTr("帮助"); icon: "help"; onClicked: row.asked("help") }
        QuietButton { name: qsTr("语言"); icon: "language"; onClicked: row.asked("language") }
    }
    Label {
        anchors.centerIn: parent
        visible: bridge.late
        text: qsTr("请稍等")
        color: Theme.ink2
    }
    QuietButton {
        anchors { right: parent.right; rightMargin: Theme.margin - Theme.gap; verticalCenter: parent.verticalCenter }
        visible: bridge.canLeave
        name: qsTr("退出")
        icon: "leave"
        onClicked: row.asked("leave")
    }
}
