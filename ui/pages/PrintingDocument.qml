// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A document on its way out of the printer.
Page {
    id: page

    readonly property string state_: screen.state
    readonly property bool came: state_ === "out" || state_ === "unknown"
    readonly property bool failed: state_ === "paper_out" || state_ === "trouble"

    title: ({
        printing: qsTr("正在打印证明"),
        out: qsTr("证明出来了，请拿好"),
        unknown: qsTr("纸出来了吗？"),
        paper_out: qsTr("打印机没有纸了"),
        trouble: qsTr("打印机出了点问题")
    })[state_]
    line: ({
        printing: qsTr("大约半分钟"),
        out: qsTr("上面有您的资料，别忘了带走"),
        unknown: qsTr("请看一下大打印机的出纸口"),
        paper_out: qsTr("证明已经办好，不会丢。换一台机器也能打"),
        trouble: qsTr("证明已经办好，不会丢。换一台机器也能打")
    })[state_]
    main: came ? qsTr("拿到了") : failed ? qsTr("再打一次") : ""
    second: came ? qsTr("没出来") : failed ? qsTr("不用打印") : ""
    code: screen.code
    needed: later.text === "" ? 0 : later.implicitHeight
    picture: PaperPicture { mood: page.state_ }
    onMainClicked: bridge.press(came ? "TAKEN" : "PRINT")
    onSecondClicked: bridge.press(came ? "NOT_OUT" : "NO_PRINT")

    LaterNotice { id: later; width: parent.width; until: page.failed ? page.screen.kept_until : "" }
}
