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
            size: Math.min(option.height * 0.6, Theme.small ? 56 : 96)
            anchors { left: parent.left; leftMargin: Theme.pad; verticalCenter: parent.verticalCenter }
        }
        Column {
            anchors {
                left: face.visible ? face.right : parent.left
                leftMargin: Theme.pad
                right: mark.left
                rightMargin: Theme.gap
                verticalCenter: parent.verticalCenter
            }
            spacing: 4
            Label { width: parent.width; text: option.name; strong: true; font.pixelSize: Theme.cardTitle; Accessible.ignored: true }
            Label { width: parent.width; visible: text !== ""; text: option.line; color: Theme.ink2; font.pixelSize: Theme.body - 2; maximumLineCount: 2; Accessible.ignored: true }
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
