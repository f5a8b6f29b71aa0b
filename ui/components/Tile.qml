// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One service on the home page: a picture, its name, and what is needed. One that is not possible now says why.
Touchable {
    id: touch

    property var tile: ({})
    property bool wide: true
    readonly property bool possible: !tile.why_not
    readonly property real side: wide ? Math.min(height - 2 * Theme.pad, width * 0.3) : Math.min(height * 0.42, width * 0.5)

    name: tile.name ?? ""

    Card {
        y: touch.pressed && touch.possible ? 2 : 0
        width: parent.width
        height: parent.height
        shadow: touch.possible
        ground: touch.pressed && touch.possible ? Qt.darker(Theme.card, 1.06) : touch.possible ? Theme.card : "#EEF1F5"
        Rectangle {
            id: picture
            width: touch.side
            height: touch.side
            radius: Theme.radius
            color: touch.possible ? Theme.quiet : Theme.hairline
            y: touch.wide ? (parent.height - height) / 2 : 0
            Icon {
                anchors.centerIn: parent
                name: touch.tile.icon ?? ""
                size: parent.width * 0.56
                colour: touch.possible ? Theme.primary : Theme.ink2
            }
        }
        Column {
            x: touch.wide ? picture.width + Theme.pad : 0
            y: touch.wide ? (parent.height - height) / 2 : picture.height + Theme.gap
            width: parent.width - x - (touch.wide ? Theme.icon + Theme.gap : 0)
            spacing: Theme.gap / 2
            Label {
                width: parent.width
                text: touch.name
                strong: true
                font.pixelSize: touch.wide ? Theme.question - 6 : Theme.cardTitle
                font.weight: Font.Bold
                maximumLineCount: 2
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                text: touch.possible ? touch.tile.line ?? "" : touch.tile.why_not
                color: touch.possible ? Theme.ink2 : Theme.care
                maximumLineCount: 3
                Accessible.ignored: true
            }
        }
        Icon {
            visible: touch.wide && touch.possible
            name: "next"
            colour: Theme.ink2
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        }
    }
}
