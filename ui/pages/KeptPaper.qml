// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A paper that did not come out in an earlier visit, for whoever has just shown their card.
Page {
    id: page

    readonly property bool receipt: screen.what === "receipt"

    title: receipt
        ? screen.doubtful ? qsTr("您上次的回执可能没有打印出来，要打印吗？") : qsTr("您上次的回执没有打印出来，现在打印吗？")
        : screen.doubtful ? qsTr("您上次的证明可能没有打印出来，要打印吗？") : qsTr("您上次的证明没有打印出来，现在打印吗？")
    line: screen.name
    main: qsTr("打印")
    second: qsTr("不用了")
    needed: told.implicitHeight
    picture: PaperPicture { mood: "kept" }
    onMainClicked: bridge.press("PRINT")
    onSecondClicked: bridge.press("NO_PRINT")

    Column {
        id: told
        width: parent.width
        spacing: Theme.gap
        NumberCard { width: parent.width; visible: number !== ""; number: page.screen.number }
        Notice {
            width: parent.width
            kind: "plain"
            text: page.receipt
                ? qsTr("纸上会写明现在办到哪一步，并注明是补打的。不用的话，本机马上清除")
                : qsTr("和上次办好的是同一份。不用的话，本机马上清除")
        }
    }
}
