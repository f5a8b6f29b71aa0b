// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The idle warning, over the page that is kept.
Overlay {
    id: warning

    property var screen: ({ seconds: 0 })

    title: qsTr("您还在吗？")
    line: qsTr("%1 秒后清除您填的内容").arg(screen.seconds)

    Item {
        width: parent.width
        height: ring.height + Theme.gap
        CountRing { id: ring; anchors.centerIn: parent; seconds: warning.screen.seconds }
    }
    BigButton { width: parent.width; name: qsTr("我还在"); onClicked: bridge.press("STAY") }
    BigButton { width: parent.width; name: qsTr("结束"); main: false; onClicked: bridge.press("LEAVE") }
}
