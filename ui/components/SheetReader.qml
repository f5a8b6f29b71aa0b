// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Pages of a document as wide as the screen, below one another, over everything else until they are put away.
Rectangle {
    id: reader

    property var sources: []
    signal closed

    color: Theme.page
    ScrollArea {
        anchors { fill: parent; margins: Theme.gap; bottomMargin: Theme.margin + away.height }
        Column {
            width: parent.width
            spacing: Theme.gap
            Repeater {
                model: reader.visible ? reader.sources : []
                Image {
                    required property string modelData
                    width: parent.width
                    source: modelData
                    cache: false
                    fillMode: Image.PreserveAspectFit
                    mipmap: true
                }
            }
        }
    }
    Chip {
        id: away
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; margins: Theme.gap }
        name: qsTr("看完了，收起来")
        onClicked: reader.closed()
    }
}
