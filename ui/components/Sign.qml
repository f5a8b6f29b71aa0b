// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One large sign on a quiet ground: done, careful, waiting.
Rectangle {
    id: sign

    property string icon
    property string kind: "good"

    radius: Theme.radius
    color: ({ good: Theme.goodQuiet, care: Theme.careQuiet, stop: Theme.stopQuiet, plain: Theme.quiet })[kind]

    Icon {
        anchors.centerIn: parent
        name: sign.icon
        colour: ({ good: Theme.good, care: Theme.care, stop: Theme.stop, plain: Theme.primary })[sign.kind]
        size: Math.min(parent.width * 0.5, parent.height * 0.5, Theme.small ? 160 : 240)
    }
}
