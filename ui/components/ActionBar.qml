// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The answers: the main one right, 返回 left of it, a quieter second one above; with no main one, the second takes its place.
Column {
    id: bar

    property string main: ""
    property string second: ""
    property bool back: false
    readonly property bool lifted: main !== "" && second !== ""
    readonly property string rightText: main !== "" ? main : second

    signal mainClicked
    signal secondClicked

    spacing: Theme.gap

    BigButton {
        visible: bar.lifted
        width: parent.width
        name: bar.second
        main: false
        onClicked: bar.secondClicked()
    }
    Item {
        visible: bar.back || bar.rightText !== ""
        width: parent.width
        height: Theme.answer
        BigButton {
            visible: bar.back
            width: bar.rightText === "" ? parent.width : Math.round((parent.width - Theme.gap) / 3)
            height: parent.height
            name: qsTr("返回")
            icon: "back"
            main: false
            onClicked: bridge.press("BACK")
        }
        BigButton {
            visible: bar.rightText !== ""
            anchors.right: parent.right
            width: bar.back ? Math.round((parent.width - Theme.gap) * 2 / 3) : parent.width
            height: parent.height
            name: bar.rightText
            main: bar.main !== ""
            onClicked: bar.main !== "" ? bar.mainClicked() : bar.secondClicked()
        }
    }
}
