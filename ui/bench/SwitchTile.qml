// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// One thing that is well or not: what it is, how it is, and below that what a touch does.
Touchable {
    id: tile

    property string of
    property var words: ({})
    property bool well: true
    property bool working: false
    readonly property var now: well ? words.well : words.ill
    readonly property var act: well ? words.spoil.title : words.mend.title
    readonly property color ink: words.plain ? Theme.inkOnQuiet : well ? Theme.good : Theme.care

    waits: false
    enabled: !working
    name: of + words.title.hans + "：" + act.hans
    height: 106

    Rectangle {
        y: tile.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: 12
        color: tile.words.plain ? Theme.card : tile.well ? Theme.card : Theme.careQuiet
        border { width: 2; color: tile.well || tile.words.plain ? Theme.hairline : Theme.care }

        Column {
            anchors { top: parent.top; topMargin: 3; horizontalCenter: parent.horizontalCenter }
            Words { words: tile.words.title; size: Theme.technical; color: Theme.ink2 }
            Words { words: tile.now; size: Theme.smallest + 1; color: tile.ink; strong: true }
        }
        Rectangle {
            readonly property color ground: tile.well || tile.words.plain ? Theme.quiet : Theme.primary
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 6 }
            height: 38
            radius: 8
            opacity: tile.working ? 0.5 : 1
            color: tile.pressed ? Qt.darker(ground, 1.136) : ground
            Words {
                anchors.centerIn: parent
                words: tile.act
                size: Theme.technical
                strong: true
                color: tile.well || tile.words.plain ? Theme.inkOnQuiet : Theme.inkOnPrimary
                englishColor: color
            }
        }
    }
}
