// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Asks once before what was filled in is cleared.
Overlay {
    id: panel

    signal done

    title: qsTr("不办了吗？")
    line: qsTr("填的内容会清除")

    Item { width: 1; height: Theme.gap / 2 }
    BigButton { width: parent.width; name: qsTr("接着办"); waits: false; onClicked: panel.done() }
    BigButton { width: parent.width; name: qsTr("不办了"); main: false; onClicked: bridge.press("LEAVE") }
}
