// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A card to lay down or a code to show: whose it is, what there is to know about it, and whether it lies there.
Touchable {
    id: touch

    property var option: ({})
    property string icon
    property bool chosen: false

    waits: false
    name: chosen && option.leave ? option.leave.title.hans : option.take.title.hans
    height: 82

    Rectangle {
        readonly property color ground: touch.chosen ? Theme.quiet : Theme.card
        y: touch.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: 12
        color: touch.pressed ? Qt.darker(ground, 1.136) : ground
        border { width: touch.chosen ? 4 : 2; color: touch.chosen ? Theme.primary : Theme.hairline }

        Rectangle {
            id: face
            x: 8
            width: 44
            height: 60
            radius: 8
            anchors.verticalCenter: parent.verticalCenter
            color: touch.chosen ? Theme.card : Theme.quiet
            Icon { anchors.centerIn: parent; name: touch.icon; colour: Theme.primary; size: 36 }
        }
        Column {
            spacing: -3
            anchors { left: face.right; leftMargin: 8; right: parent.right; rightMargin: 4; verticalCenter: parent.verticalCenter }
            Row {
                spacing: 8
                Label { id: who; text: touch.option.title.hans; strong: true; font.pixelSize: Theme.smallest; wrapMode: Text.NoWrap; Accessible.ignored: true }
                Label {
                    anchors.baseline: who.baseline
                    text: touch.option.title.english
                    color: Theme.ink2
                    font.pixelSize: Theme.technical - 3
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
            }
            Column {
                id: below
                spacing: -3
                readonly property bool lies: touch.chosen && touch.option.leave
                readonly property color ink: lies ? Theme.inkOnQuiet : touch.option.care ? Theme.care : Theme.ink2
                Label {
                    text: below.lies ? "点一下拿走" : touch.option.detail.hans
                    color: below.ink
                    strong: below.lies
                    font.pixelSize: Theme.technical - 2
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
                Label {
                    text: below.lies ? "tap to lift" : touch.option.detail.english
                    color: below.ink
                    font.pixelSize: Theme.technical - 3
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
            }
        }
    }
}
