// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One large sign in a circle: done, careful, waiting.
Item {
    id: sign

    property string icon
    property string kind: "good"
    readonly property color ink: ({ good: Theme.good, care: Theme.care, stop: Theme.stop })[kind]
    readonly property real side: Math.min(width, height, Theme.small ? 200 : 300)

    Rectangle {
        width: sign.side
        height: sign.side
        radius: width / 2
        color: ({ good: Theme.goodQuiet, care: Theme.careQuiet, stop: Theme.stopQuiet })[sign.kind]
        x: Theme.portrait ? (parent.width - width) / 2 : 0
        y: Theme.portrait ? (parent.height - height) / 2 : Theme.gap
        Icon { anchors.centerIn: parent; name: sign.icon; colour: sign.ink; size: parent.width * 0.5 }
    }
}
