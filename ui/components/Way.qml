// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The visit's steps on a thin line: done, now, to come.
Row {
    id: way

    property var steps: []
    readonly property real share: steps.length ? (width - spacing * (steps.length - 1)) / steps.length : 0

    spacing: 8
    visible: steps.length > 0
    height: visible ? implicitHeight : 0

    Repeater {
        model: way.steps.length
        Column {
            id: step

            required property int index
            readonly property var at: way.steps[index] ?? ({ name: "", state: "later" })

            width: way.share
            spacing: 6
            Rectangle {
                width: parent.width
                height: 8
                radius: 4
                color: step.at.state === "later" ? Theme.hairline : step.at.state === "now" ? Theme.primary : Theme.passed
            }
            Label {
                width: parent.width
                text: step.at.name
                color: step.at.state === "now" ? Theme.inkOnQuiet : Theme.ink2
                strong: step.at.state === "now"
                font.pixelSize: Theme.smallest
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
            }
        }
    }
}
