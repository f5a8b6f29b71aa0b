// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What has become of the case, never more than the truth.
Page {
    id: page

    readonly property bool waits: screen.outcome === "registered" || screen.outcome === "held"

    title: ({
        registered: bridge.status.online ? qsTr("已登记，稍后自动送出") : qsTr("已登记，网络一通就送出"),
        delivered: qsTr("已送达，对方收到了"),
        accepted: qsTr("已受理"),
        held: qsTr("已登记，平台没有收下")
    })[screen.outcome]
    line: screen.service
    main: screen.can_print ? qsTr("打印回执") : qsTr("好的，办完了")
    second: screen.can_print ? qsTr("不用打印") : ""
    needed: told.implicitHeight
    picture: Standing { state_: page.screen.outcome }
    onMainClicked: bridge.press(screen.can_print ? "PRINT" : "NO_PRINT")
    onSecondClicked: bridge.press("NO_PRINT")

    Column {
        id: told
        width: parent.width
        spacing: Theme.gap
        NumberCard { width: parent.width; number: page.screen.number; other: page.screen.platform_number }
        Notice { width: parent.width; kind: page.waits ? "care" : "good"; icon: ({ registered: "clock", held: "care" })[page.screen.outcome] ?? "done"; text: page.screen.next ?? "" }
        Notice { width: parent.width; kind: "plain"; text: page.screen.can_print ? "" : qsTr("现在不能打印，请记下或拍下流水号") }
        LaterNotice { width: parent.width; until: page.screen.kept_until }
    }
}
