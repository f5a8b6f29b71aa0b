// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// Anything that can be touched: it has a name that is read and seen, and answers within a frame.
Item {
    id: touchable

    property string name
    property bool waits: true
    readonly property bool pressed: area.pressed && area.containsMouse

    signal clicked

    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.onPressAction: if (area.enabled) touchable.clicked()

    MouseArea {
        id: area
        anchors.fill: parent
        enabled: !(touchable.waits && bridge.waiting)
        onClicked: touchable.clicked()
    }
}
