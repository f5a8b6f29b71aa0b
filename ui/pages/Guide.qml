// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What a service is, before anything is asked.
Page {
    id: page

    title: screen.title
    line: qsTr("大约 %1 分钟").arg(screen.minutes)
    main: qsTr("开始")
    back: true
    needed: facts.implicitHeight + 2 * Theme.pad
    picture: Illustration { name: page.screen.icon }
    onMainClicked: bridge.press("START")

    Card {
        width: parent.width
        height: Theme.portrait ? Math.min(page.needed, parent.height) : parent.height
        Facts { id: facts; anchors.verticalCenter: parent.verticalCenter; width: parent.width; facts: page.screen.lines.map(text => ({ icon: "done", text: text })) }
    }
}
