// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A card over the page, low enough for a wheelchair user; what is below is kept, dimmed and out of reach.
Item {
    id: overlay

    property string title
    property string line
    default property alias content: inside.data

    anchors.fill: parent
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    Rectangle { anchors.fill: parent; color: Theme.scrim }
    MouseArea { anchors.fill: parent }

    Card {
        id: card
        shadow: false
        width: Theme.portrait ? parent.width - 2 * Theme.margin : Math.min(parent.width * 0.62, 1040)
        height: inside.height + 2 * pad
        pad: Theme.portrait ? 56 : Theme.pad
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.portrait ? parent.height - height - 48 : (parent.height - height) / 2
        Column {
            id: inside
            width: parent.width
            spacing: Theme.gap
            Question {
                width: parent.width
                title: overlay.title
                line: overlay.line
                size: Theme.question - 8
            }
        }
    }
}
