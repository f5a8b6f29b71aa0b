// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A card with a heading and, below it, how it is used.
Card {
    id: panel

    property string title
    property string english
    property string line
    default property alias body: below.data
    readonly property alias below: below

    Column {
        id: head
        width: parent.width
        Caption { text: panel.title; english: panel.english; size: Theme.cardTitle - 4 }
        Label {
            visible: text !== ""
            width: parent.width
            text: panel.line
            color: Theme.ink2
            font.pixelSize: Theme.technical
        }
    }
    Item {
        id: below
        y: head.height + Theme.gap
        width: parent.width
        height: childrenRect.height
    }
}
