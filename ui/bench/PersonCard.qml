// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// One person's card: whose it is, until when it holds, and whether it lies on the reader.
Touchable {
    id: touch

    property var card: ({})
    property bool lying: false
    readonly property bool working: bench.working.includes("card")

    waits: false
    name: (lying ? "拿走" : "放上") + card.name + "的身份证"
    height: 108

    Rectangle {
        y: touch.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: Theme.radius
        color: touch.pressed ? Qt.darker(ground, 1.136) : ground
        border { width: touch.lying ? 4 : 2; color: touch.lying ? Theme.primary : Theme.hairline }
        readonly property color ground: touch.lying ? Theme.quiet : Theme.card

        Rectangle {
            id: face
            width: 64
            height: 80
            radius: 8
            x: Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            color: touch.lying ? Theme.card : Theme.quiet
            Icon { anchors.centerIn: parent; name: "person"; colour: Theme.primary; size: 48 }
        }
        Column {
            anchors { left: face.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.gap / 2; verticalCenter: parent.verticalCenter }
            spacing: 2
            Row {
                spacing: Theme.gap / 2
                Label { id: who; text: touch.card.name; strong: true; font.pixelSize: Theme.body + 3; Accessible.ignored: true }
                Label {
                    anchors.baseline: who.baseline
                    text: (touch.card.female ? "女" : "男") + " · " + touch.card.born
                    color: Theme.ink2
                    font.pixelSize: Theme.technical
                }
            }
            Label {
                width: parent.width
                text: touch.card.until === "" ? "长期有效" : touch.card.expired ? "已过期 " + touch.card.until : "有效至 " + touch.card.until
                color: touch.card.expired ? Theme.care : Theme.ink2
                font.pixelSize: Theme.technical
            }
            Label {
                width: parent.width
                text: touch.lying ? "在读卡器上  on reader" : touch.card.until === "" ? "holds for life" : touch.card.expired ? "expired" : "holds until then"
                color: touch.lying ? Theme.inkOnQuiet : touch.card.expired ? Theme.care : Theme.ink2
                strong: touch.lying
                font.pixelSize: Theme.technical - 2
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
            }
        }
    }
}
