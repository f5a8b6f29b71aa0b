// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One service on the home page: a picture, its name, and what is needed. One that is not possible now says why.
Touchable {
    id: touch

    property var tile: ({})
    property bool wide: true
    readonly property bool possible: !tile.why_not
    readonly property bool large: width > (Theme.small ? 560 : 800)
    readonly property real side: wide ? Math.min(height - 2 * Theme.pad, width * (large ? 0.3 : 0.24)) : Math.min(height * (large ? 0.44 : height < 450 ? 0.28 : 0.4), width * 0.6)

    name: tile.name ?? ""

    Card {
        id: card
        pad: touch.wide && !touch.large ? Theme.gap : Theme.pad
        y: touch.pressed && touch.possible ? 2 : 0
        width: parent.width
        height: parent.height
        shadow: touch.possible
        ground: touch.pressed && touch.possible ? Qt.darker(Theme.card, 1.136) : touch.possible ? Theme.card : "#EEF1F5"
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
            x: touch.wide ? picture.width + (touch.large ? Theme.pad : Theme.gap) : 0
            y: touch.wide ? (parent.height - height) / 2 : picture.height + Theme.gap
            width: parent.width - x - (touch.wide && touch.large ? Theme.icon + Theme.gap : 0)
            spacing: Theme.gap / 2
            Label {
                width: parent.width
                text: touch.name
                font.pixelSize: touch.large ? Theme.question - 6 : Theme.cardTitle
                font.weight: Font.Bold
                lineHeight: lineCount > 1 ? 0.9 : 1
                maximumLineCount: 2
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                prose: (touch.possible ? touch.tile.line : touch.tile.why_not) ?? ""
                color: touch.possible ? Theme.ink2 : Theme.care
                font.pixelSize: !touch.possible ? Math.max(Theme.smallest, Theme.body - 6) : touch.wide && !touch.large ? Math.max(Theme.smallest, Theme.body - 4) : Theme.body
                maximumLineCount: touch.large || !touch.possible ? 3 : 2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
        Icon {
            visible: touch.possible && touch.large
            name: "next"
            colour: Theme.ink2
            anchors { right: parent.right; bottom: touch.wide ? undefined : parent.bottom; verticalCenter: touch.wide ? parent.verticalCenter : undefined }
        }
    }
}
