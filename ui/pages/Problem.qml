// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Something does not work: what, and the way on.
Page {
    id: page

    readonly property var words: ({
        RETRY: qsTr("再试一次"), OTHER_WAY: qsTr("换一种方式"), BACK: qsTr("返回"), LEAVE: screen.actions.length > 1 ? qsTr("不办了") : qsTr("回首页")
    })
    readonly property var others: screen.actions.slice(1).filter(action => action !== "BACK")

    title: screen.title
    line: screen.remedy
    code: screen.code
    main: screen.actions.length > 0 && screen.actions[0] !== "BACK" ? words[screen.actions[0]] : ""
    second: others.length > 0 ? words[others[0]] : ""
    back: screen.actions.includes("BACK")
    needed: ways.implicitHeight
    picture: Sign { icon: "care"; kind: "care" }
    onMainClicked: bridge.press(screen.actions[0])
    onSecondClicked: bridge.press(others[0])

    Column {
        id: ways
        width: parent.width
        spacing: Theme.gap
        PhoneCard { width: parent.width; phone: page.screen.help_phone }
        Repeater {
            model: page.others.slice(1)
            BigButton {
                required property string modelData
                width: parent.width
                name: page.words[modelData]
                main: false
                onClicked: bridge.press(modelData)
            }
        }
    }
}
