// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A page of a document, small, with a way to see it large: `enlarge` asks for that.
Rectangle {
    id: sheet

    property string source
    signal enlarge

    radius: Theme.radius
    color: Theme.quiet
    Image {
        anchors { fill: parent; margins: Theme.gap }
        source: sheet.source
        cache: false
        fillMode: Image.PreserveAspectFit
        mipmap: true
    }
    Chip {
        anchors { right: parent.right; bottom: parent.bottom; margins: Theme.gap }
        name: qsTr("看大一点")
        onClicked: sheet.enlarge()
    }
}
