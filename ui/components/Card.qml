// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A white sheet with one soft shadow, which is a picture: effects are lost under software rendering.
Item {
    id: card

    property color ground: Theme.card
    property bool shadow: true
    property int pad: Theme.pad
    default property alias content: inner.data
    readonly property alias inner: inner

    implicitHeight: inner.childrenRect.height + 2 * pad

    BorderImage {
        visible: card.shadow
        anchors.fill: parent
        anchors.margins: -24
        source: "../theme/shadow.png"
        border { left: 64; right: 64; top: 64; bottom: 64 }
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: card.ground
    }
    Item {
        id: inner
        anchors.fill: parent
        anchors.margins: card.pad
    }
}
