// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Three dots that take turns: the machine is alive, and slowly so.
Row {
    id: dots

    property real size: Theme.small ? 20 : 28

    spacing: size
    Repeater {
        model: 3
        Rectangle {
            id: dot
            required property int index
            width: dots.size
            height: dots.size
            radius: dots.size / 2
            color: Theme.primary
            opacity: 0.25
            SequentialAnimation on opacity {
                loops: Animation.Infinite
                PauseAnimation { duration: dot.index * 400 }
                NumberAnimation { to: 1; duration: 400; easing.type: Easing.InOutSine }
                NumberAnimation { to: 0.25; duration: 800; easing.type: Easing.InOutSine }
                PauseAnimation { duration: (2 - dot.index) * 400 + 400 }
            }
        }
    }
}
