// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// May the card be read, and what for.
Page {
    id: page

    title: qsTr("可以读取您的身份证吗？")
    line: screen.purpose
    main: qsTr("可以")
    second: screen.anonymous ?? ""
    back: true
    needed: facts.implicitHeight + 2 * Theme.pad
    picture: Illustration { name: "card" }
    onMainClicked: bridge.press("AGREE")
    onSecondClicked: bridge.press("ANONYMOUS")

    Card {
        width: parent.width
        height: Theme.portrait ? Math.min(page.needed, parent.height) : parent.height
        Facts {
            id: facts
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            facts: [
                { icon: "eye", text: qsTr("只用您的姓名和证件号码") },
                { icon: "lock", text: qsTr("加密保存，只有办这件事的人能看") },
                { icon: "certificate", text: qsTr("没打出来的纸最多留 6 小时，凭您的证件来取") },
                { icon: "clear", text: qsTr("不想读证，也可以按“返回”") }
            ]
        }
    }
}
