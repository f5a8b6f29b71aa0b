// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Digits, 退格 and, for an ID number, X; otherwise 清空 in its place.
Grid {
    id: pad

    property bool withX: false
    readonly property real cell: (width - 2 * spacing) / 3
    readonly property real rowHeight: Math.max(Theme.target * 0.75, (height - 3 * spacing) / 4)

    signal typed(string digit)
    signal erased
    signal cleared

    columns: 3
    spacing: Theme.gap * 0.75

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", pad.withX ? "X" : "clear", "0", "erase"]
        Touchable {
            id: key

            required property string modelData
            readonly property bool letter: modelData.length === 1

            width: pad.cell
            height: pad.rowHeight
            waits: false
            name: letter ? modelData : modelData === "erase" ? qsTr("退格") : qsTr("清空")
            onClicked: letter ? pad.typed(modelData) : modelData === "erase" ? pad.erased() : pad.cleared()

            Rectangle {
                y: key.pressed ? 2 : 0
                width: parent.width
                height: parent.height
                radius: Theme.radius
                color: key.pressed ? Qt.darker(ground, 1.136) : ground
                border { width: key.letter ? 2 : 0; color: Theme.hairline }
                readonly property color ground: key.letter ? Theme.card : Theme.quiet
            }
            Label {
                anchors.centerIn: parent
                text: key.name
                color: key.letter ? Theme.ink : Theme.inkOnQuiet
                strong: true
                font.pixelSize: key.letter ? Theme.question - 4 : Theme.body
                Accessible.ignored: true
            }
        }
    }
}
