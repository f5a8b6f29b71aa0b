// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// A list that may be longer than its place; while there is more below, a word at its edge says so and goes there.
Item {
    id: area

    default property alias content: inside.data
    readonly property real full: inside.childrenRect.height
    readonly property bool overflows: full > height
    readonly property bool more: view.contentY + view.height < full - 8

    Flickable {
        id: view
        anchors { fill: parent; bottomMargin: area.overflows ? on.height + 8 : 0 }
        contentHeight: area.full
        clip: true
        interactive: area.overflows
        boundsBehavior: Flickable.StopAtBounds
        Behavior on contentY { enabled: !view.moving; NumberAnimation { duration: Theme.move } }
        Item { id: inside; width: view.width; height: area.full }
    }
    Chip {
        id: on
        visible: area.more
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom }
        name: qsTr("往下看")
        onClicked: view.contentY = Math.min(area.full - view.height, view.contentY + view.height * 0.8)
    }
}
