// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Something to know, in a colour and with a sign: `kind` is care, good, stop or plain.
Rectangle {
    id: notice

    property string kind: "care"
    property string text
    property string icon: ({ care: "care", good: "done", stop: "care", plain: "info" })[kind]
    readonly property color ink: ({ care: Theme.care, good: Theme.good, stop: Theme.stop, plain: Theme.inkOnQuiet })[kind]

    visible: text !== ""
    implicitHeight: Math.max(sign.height, words.height) + 2 * (Theme.gap - 4)
    radius: Theme.radius
    color: ({ care: Theme.careQuiet, good: Theme.goodQuiet, stop: Theme.stopQuiet, plain: Theme.quiet })[kind]

    Icon {
        id: sign
        name: notice.icon
        colour: notice.ink
        anchors { left: parent.left; leftMargin: Theme.gap; verticalCenter: parent.verticalCenter }
    }
    Label {
        id: words
        prose: notice.text
        color: notice.ink
        strong: true
        font.pixelSize: Math.max(Theme.smallest, Theme.body - 2)
        anchors {
            left: sign.right; leftMargin: Theme.gap * 0.75
            right: parent.right; rightMargin: Theme.gap
            verticalCenter: parent.verticalCenter
        }
    }
}
