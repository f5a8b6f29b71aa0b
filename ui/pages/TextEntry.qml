// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Free text, with common beginnings to touch.
Page {
    id: page

    title: screen.title
    line: screen.line
    problem: screen.problem ?? ""
    main: qsTr("写好了")
    back: true
    keyboard: true
    onMainClicked: bridge.press("ENTER", field.written())
    Component.onCompleted: field.replaceAll(screen.value)

    Flickable {
        id: chips
        readonly property bool oneRow: !Theme.portrait
        width: parent.width
        height: flow.height
        contentWidth: flow.childrenRect.width
        interactive: oneRow && contentWidth > width
        clip: oneRow
        boundsBehavior: Flickable.StopAtBounds
        Flow {
            id: flow
            // In landscape, where height is dear, one row that can be pushed aside.
            width: chips.oneRow ? 10000 : chips.width
            spacing: Theme.gap * 0.75
            Repeater {
                model: page.screen.chips
                Chip {
                    required property string modelData
                    name: modelData
                    onClicked: field.add(modelData)
                }
            }
        }
    }
    Field {
        id: field
        anchors { left: parent.left; right: parent.right; top: chips.bottom; topMargin: chips.height > 0 ? Theme.gap : 0; bottom: parent.bottom }
        name: page.title
        hint: qsTr("点这里写")
        maxLength: page.screen.max_length
        wrong: page.problem !== ""
    }
}
