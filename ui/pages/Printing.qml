// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The paper.
Page {
    id: page

    readonly property string state_: screen.state
    readonly property bool came: state_ === "out" || state_ === "unknown"
    readonly property bool failed: state_ === "paper_out" || state_ === "trouble"

    title: ({
        printing: qsTr("正在打印回执"),
        out: qsTr("回执出来了，请拿好"),
        unknown: qsTr("回执出来了吗？"),
        paper_out: qsTr("纸用完了，回执没打完"),
        trouble: qsTr("打印机出了点问题")
    })[state_]
    line: ({
        printing: qsTr("几秒钟就好"),
        out: qsTr("凭上面的流水号可以查进度"),
        unknown: qsTr("请看一下出纸口"),
        paper_out: qsTr("事情已经登记，不会丢。请记下或拍下流水号"),
        trouble: qsTr("事情已经登记，不会丢。请记下或拍下流水号")
    })[state_]
    main: came ? qsTr("拿到了") : failed ? qsTr("再打一次") : ""
    second: came ? qsTr("没出来") : failed ? qsTr("不用打印") : ""
    code: screen.code
    needed: told.implicitHeight
    picture: PaperPicture { mood: page.state_ }
    onMainClicked: bridge.press(came ? "TAKEN" : "PRINT")
    onSecondClicked: bridge.press(came ? "NOT_OUT" : "NO_PRINT")

    Column {
        id: told
        width: parent.width
        spacing: Theme.gap
        NumberCard { width: parent.width; number: page.screen.number }
        LaterNotice { width: parent.width; until: page.failed ? page.screen.kept_until : "" }
    }
}
