// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// One answer to look over, with 改 where it can be changed.
Item {
    id: line

    property var row: ({})
    property bool last: false

    signal edit

    height: Math.max(words.height, Theme.target) + (Theme.portrait ? Theme.gap * 2 : Theme.gap / 2)

    Column {
        id: words
        anchors { left: parent.left; leftMargin: Theme.gap / 2; right: change.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: 4
        Label { text: line.row.label; color: Theme.ink2; font.pixelSize: Theme.smallest }
        Label { width: parent.width; text: line.row.value; wrapMode: Text.WrapAtWordBoundaryOrAnywhere }
    }
    BigButton {
        id: change
        visible: line.row.editable
        width: visible ? Math.max(implicitWidth, Theme.target * 1.4) : 0
        // Beside the first lines: in the middle of a long text it would be out of sight.
        y: Math.min(words.y + Theme.gap, (line.height - height) / 2)
        anchors.right: parent.right
        main: false
        name: qsTr("改")
        icon: "edit"
        onClicked: line.edit()
        Accessible.description: line.row.label
    }
    Rectangle { visible: !line.last; width: parent.width; height: 2; color: Theme.hairline; anchors.bottom: parent.bottom }
}
