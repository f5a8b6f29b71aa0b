// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// After a crash or power cut in mid-visit: what became of it.
Page {
    id: page

    title: qsTr("刚才机器停了一下")
    line: screen.kept ? qsTr("不是您的问题。您的事情已保存，不会丢") : qsTr("还没提交，什么都没有留下。请重新开始")
    main: screen.can_print ? qsTr("打印凭条") : qsTr("知道了")
    second: screen.can_print ? qsTr("不用打印") : ""
    needed: screen.kept ? told.implicitHeight : 0
    picture: (screen.state ?? "") === "" ? sign : standing
    onMainClicked: bridge.press(screen.can_print ? "PRINT" : "DONE")
    onSecondClicked: bridge.press("DONE")

    Component {
        id: sign
        Sign { icon: page.screen.kept ? "done" : "restart"; kind: page.screen.kept ? "good" : "plain" }
    }
    Component {
        id: standing
        Standing { state_: page.screen.state }
    }
    Column {
        id: told
        width: parent.width
        visible: page.screen.kept
        spacing: Theme.gap
        NumberCard { width: parent.width; visible: number !== ""; number: page.screen.number }
        Notice {
            width: parent.width
            kind: ["registered", "held"].includes(page.screen.state) ? "care" : "good"
            icon: ({ registered: "clock", held: "care" })[page.screen.state] ?? "done"
            text: qsTr("%1：%2").arg(page.screen.service ?? "").arg(({
                registered: qsTr("已登记，待上传"), delivered: qsTr("已送达"), accepted: qsTr("已受理"),
                held: qsTr("已登记，平台没有收下"), "": ""
            })[page.screen.state])
        }
    }
}
