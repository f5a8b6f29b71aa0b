// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What people come for.
Page {
    id: page

    readonly property int count: screen.tiles.length
    readonly property int columns: Theme.portrait ? (count <= 3 ? 1 : 2) : count <= 3 ? Math.max(1, count) : count === 4 ? 2 : 3
    readonly property int rows: Math.max(1, Math.ceil(count / columns))
    readonly property bool wideTiles: Theme.portrait ? count === 2 || count === 3 : count === 1 || count > 3

    single: true
    title: qsTr("您想办什么事？")
    line: count > 0 ? qsTr("点一下，开始办事") : qsTr("现在没有可以办的事")
    titleSize: Theme.display

    Grid {
        id: tiles
        y: free - height
        width: parent.width
        columns: page.columns
        spacing: Theme.gap
        readonly property real free: parent.height - quiet.height - Theme.gap
        readonly property real cellWidth: (width - spacing * (columns - 1)) / columns
        readonly property real cellHeight: Math.min(Theme.portrait ? 960 : Theme.small ? 440 : 600, (free - spacing * (page.rows - 1)) / page.rows)
        Repeater {
            model: page.count
            Tile {
                required property int index
                width: tiles.cellWidth
                height: tiles.cellHeight
                tile: page.screen.tiles[index] ?? ({})
                wide: page.wideTiles
                onClicked: bridge.press("OPEN", tile.service)
            }
        }
    }
    Column {
        id: quiet
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gap / 2
        Repeater {
            model: page.screen.notices
            Notice {
                required property string modelData
                width: parent.width
                text: modelData
            }
        }
        Notice {
            visible: Theme.portrait
            width: parent.width
            kind: "plain"
            icon: "phone"
            text: qsTr("有事找人：请打 %1").arg(page.screen.help_phone)
        }
    }
}
