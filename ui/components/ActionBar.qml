// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The answers: the main one right, 返回 left. A quieter second one stands above them in portrait and between them in
// landscape, where height is dear; with no main one, the second takes its place.
Item {
    id: bar

    property string main: ""
    property string second: ""
    property bool back: false
    readonly property bool lifted: Theme.portrait && main !== "" && second !== ""
    readonly property bool between: !Theme.portrait && main !== "" && second !== ""
    readonly property string rightText: main !== "" ? main : second
    readonly property bool empty: !back && rightText === ""
    readonly property real backWidth: !back ? 0 : rightText === "" ? width : Math.round((width - Theme.gap) * (between ? 0.24 : 0.333))
    readonly property real secondWidth: between ? Math.round((width - Theme.gap) * (back ? 0.34 : 0.42)) : 0

    signal mainClicked
    signal secondClicked

    height: empty ? 0 : Theme.answer + (lifted ? Theme.target + Theme.gap : 0)

    BigButton {
        visible: bar.lifted || bar.between
        x: bar.between ? (bar.back ? bar.backWidth + Theme.gap : 0) : 0
        width: bar.between ? bar.secondWidth : bar.width
        height: bar.between ? Theme.answer : Theme.target
        name: bar.second
        main: false
        onClicked: bar.secondClicked()
    }
    BigButton {
        visible: bar.back
        anchors.bottom: parent.bottom
        width: bar.backWidth
        height: Theme.answer
        name: qsTr("返回")
        icon: "back"
        main: false
        onClicked: bridge.press("BACK")
    }
    BigButton {
        visible: bar.rightText !== ""
        anchors { right: parent.right; bottom: parent.bottom }
        width: bar.width - (bar.back ? bar.backWidth + Theme.gap : 0) - (bar.between ? bar.secondWidth + Theme.gap : 0)
        height: Theme.answer
        name: bar.rightText
        main: bar.main !== ""
        onClicked: bar.main !== "" ? bar.mainClicked() : bar.secondClicked()
    }
}
