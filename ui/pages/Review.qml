// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Is it all right?
Page {
    id: page

    title: qsTr("请看看对不对")
    line: screen.after
    main: qsTr("没错，提交")
    back: true
    onMainClicked: bridge.press("SUBMIT")

    Card {
        width: parent.width
        height: Math.min(rows.height + 2 * pad, page.free)
        pad: Theme.gap
        ScrollArea {
            anchors.fill: parent
            Column {
                id: rows
                width: parent.width
                Repeater {
                    model: page.screen.lines.length
                    ReviewRow {
                        required property int index
                        width: rows.width
                        row: page.screen.lines[index] ?? ({ field: "", label: "", value: "", editable: false })
                        last: index === page.screen.lines.length - 1
                        onEdit: bridge.press("EDIT", row.field)
                    }
                }
            }
        }
    }
}
