// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// What to do when one does not know what to do. Of going back it speaks only while there is a way back.
Overlay {
    id: panel

    signal done

    title: qsTr("需要帮忙吗？")
    line: qsTr("不着急，一步一步来")

    Repeater {
        model: [
            { icon: "back", text: qsTr("填错了：按“返回”，提交前都可以改") },
            { icon: "lock", text: qsTr("没按“提交”之前，什么都不会送出去") },
            { icon: "phone", text: qsTr("想问人：请工作人员帮忙，或打 %1").arg(bridge.helpPhone) }
        ].filter(line => line.icon === "phone" || bridge.canLeave)
        Row {
            required property var modelData
            width: parent.width
            spacing: Theme.gap
            Icon { id: sign; name: modelData.icon; colour: Theme.primary; anchors.verticalCenter: parent.verticalCenter }
            Label { prose: modelData.text; width: parent.width - sign.width - Theme.gap; anchors.verticalCenter: parent.verticalCenter }
        }
    }
    Item { width: 1; height: Theme.gap / 2 }
    BigButton { width: parent.width; name: qsTr("继续"); waits: false; onClicked: panel.done() }
}
