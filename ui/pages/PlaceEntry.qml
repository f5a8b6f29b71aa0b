// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Where it is: this place is filled in already.
Page {
    id: page

    readonly property bool own: field.text === screen.value && field.text !== ""

    title: screen.title
    line: screen.line
    problem: screen.problem ?? ""
    main: own ? qsTr("就是这里") : qsTr("写好了")
    second: own ? qsTr("换个地方") : ""
    back: true
    keyboard: true
    onMainClicked: bridge.press("ENTER", field.written())
    onSecondClicked: field.replaceAll("")
    Component.onCompleted: field.replaceAll(screen.value)

    Field {
        id: field
        width: parent.width
        height: Math.min(parent.height, Theme.small ? 130 : 260)
        name: page.title
        hint: qsTr("哪个村、哪条路、靠近什么")
        wrong: page.problem !== ""
    }
}
