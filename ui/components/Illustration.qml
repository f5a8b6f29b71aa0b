// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A large picture on a quiet ground.
Rectangle {
    property string name

    radius: Theme.radius
    color: Theme.quiet
    Icon {
        anchors.centerIn: parent
        name: parent.name
        colour: Theme.primary
        size: Math.min(parent.width * 0.5, parent.height * 0.5, Theme.small ? 200 : 320)
    }
}
