// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The terminal is at work.
Page {
    id: page

    readonly property bool asks: screen.stages.some(stage => stage.name === "asking")

    title: asks ? qsTr("正在查询") : qsTr("正在登记")
    line: qsTr("请稍等，不用按什么")
    needed: card.implicitHeight
    picture: Rectangle {
        radius: Theme.radius
        color: Theme.quiet
        Breathing { anchors.centerIn: parent }
    }

    Card {
        id: card
        width: parent.width
        StageList { width: parent.width; stages: page.screen.stages }
    }
}
