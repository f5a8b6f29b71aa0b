// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One answer of several: a name, a line, and whether it was chosen before.
Touchable {
    id: option

    property string line: ""
    property string icon: ""
    property bool chosen: false
    property bool arrow: true
    property bool tall: false

    Card {
        y: option.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        pad: 0
        ground: option.pressed ? Qt.darker(Theme.card, 1.136) : Theme.card
        Rectangle {
            anchors.fill: parent
            visible: option.chosen
            radius: Theme.radius
            color: Theme.quiet
            border { width: 4; color: Theme.primary }
        }
        Icon {
            id: face
            visible: option.icon !== ""
            name: option.icon
            colour: Theme.primary
            size: option.tall ? option.width * 0.4 : Math.min(option.height * 0.6, Theme.small ? 56 : 96)
            x: option.tall ? (parent.width - width) / 2 : Theme.pad
            y: option.tall ? parent.height * 0.18 : (parent.height - height) / 2
        }
        Label {
            visible: option.tall
            width: parent.width - Theme.gap
            x: Theme.gap / 2
            y: parent.height * 0.64
            text: option.name
            strong: true
            font.pixelSize: Theme.body + 2
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }
        Column {
            visible: !option.tall
            anchors {
                left: face.visible ? face.right : parent.left
                leftMargin: Theme.pad
                right: mark.left
                rightMargin: Theme.gap
                verticalCenter: parent.verticalCenter
            }
            spacing: 4
            Label { width: parent.width; text: option.name; strong: true; font.pixelSize: Theme.cardTitle; Accessible.ignored: true }
            Label { width: parent.width; visible: text !== ""; prose: option.line; color: Theme.ink2; font.pixelSize: Math.max(Theme.smallest, Theme.body - 2); maximumLineCount: 2; Accessible.ignored: true }
        }
        Icon {
            id: mark
            visible: option.arrow
            name: option.chosen ? "done" : "next"
            colour: option.chosen ? Theme.primary : Theme.ink2
            anchors { right: parent.right; rightMargin: Theme.pad; verticalCenter: parent.verticalCenter }
        }
    }
}
