// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A beginning of a sentence that can be touched instead of written.
Touchable {
    id: chip

    waits: false
    implicitHeight: Theme.small ? 52 : Theme.portrait ? 80 : 72
    implicitWidth: text.implicitWidth + Theme.pad * 1.6

    Rectangle {
        y: chip.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: height / 2
        color: chip.pressed ? Qt.darker(Theme.quiet, 1.136) : Theme.quiet
    }
    Label {
        id: text
        anchors.centerIn: parent
        text: chip.name
        color: Theme.inkOnQuiet
        font.pixelSize: Theme.small ? 22 : Theme.portrait ? 32 : 28
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
