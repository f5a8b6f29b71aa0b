// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// An icon of ours in a colour of the theme.
Image {
    id: icon

    property string name
    property color colour: Theme.ink
    property real size: Theme.icon

    width: size
    height: size
    sourceSize: Qt.size(Math.ceil(size), Math.ceil(size))
    source: name === "" ? "" : "image://icons/" + name + "/" + colour.toString().slice(-6)
    Accessible.ignored: true
}
