// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A word with an icon, without a ground: help, language, leave.
Touchable {
    id: button

    property string icon: ""
    property color ink: Theme.inkOnQuiet

    waits: false
    implicitHeight: Theme.quietRow
    implicitWidth: row.width + 2 * Theme.gap

    Rectangle {
        y: button.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: Theme.radius
        color: button.pressed ? Qt.darker(Theme.page, 1.136) : "transparent"
    }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.gap / 2
        Icon {
            visible: button.icon !== ""
            name: button.icon
            colour: button.ink
            size: Theme.icon * 0.9
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            text: button.name
            color: button.ink
            strong: true
            font.pixelSize: Theme.smallest + (Theme.small ? 2 : 4)
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
    }
}
