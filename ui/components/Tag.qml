// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A word on a small coloured ground.
Rectangle {
    id: tag

    property string text
    property string kind: "care"
    property string icon: ""
    readonly property color ink: ({ care: Theme.care, good: Theme.good, plain: Theme.inkOnQuiet })[kind]

    implicitWidth: row.width + Theme.gap
    implicitHeight: row.height
    radius: height / 2
    color: ({ care: Theme.careQuiet, good: Theme.goodQuiet, plain: Theme.quiet })[kind]

    Row {
        id: row
        anchors.centerIn: parent
        spacing: 8
        Icon {
            visible: tag.icon !== ""
            name: tag.icon
            colour: tag.ink
            size: Theme.smallest
            anchors.verticalCenter: parent.verticalCenter
        }
        Label {
            text: tag.text
            color: tag.ink
            strong: true
            font.pixelSize: Theme.smallest
            wrapMode: Text.NoWrap
        }
    }
}
