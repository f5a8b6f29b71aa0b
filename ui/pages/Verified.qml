// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Whether a certificate is genuine, and its original to compare the paper with.
Page {
    id: page

    readonly property bool shown: screen.page !== ""
    property bool large: false

    title: ({
        genuine: qsTr("查到了，原件是真的"),
        revoked: qsTr("这份证明已经作废"),
        tampered: qsTr("这份证明对不上，不能用"),
        unknown: qsTr("没有查到这份证明")
    })[screen.verdict]
    line: ({
        genuine: qsTr("请和手里的纸比一比，一样才算数"),
        revoked: qsTr("发证单位已经收回，不能再用"),
        tampered: qsTr("内容和印章对不上，请问发证单位"),
        unknown: qsTr("请再看一遍验证码。没看错，就请问发证单位")
    })[screen.verdict]
    main: qsTr("好的，看完了")
    second: qsTr("再验一份")
    needed: facts.implicitHeight
    picture: shown ? paper : drawing
    onMainClicked: bridge.press("DONE")
    onSecondClicked: bridge.press("AGAIN")

    Component {
        id: drawing
        Illustration { name: "care" }
    }
    Component {
        id: paper
        SheetPicture {
            source: page.screen.page
            onEnlarge: page.large = true
        }
    }
    Column {
        id: facts
        width: parent.width
        spacing: Theme.gap
        Notice {
            width: parent.width
            kind: ({ genuine: "good", revoked: "stop", tampered: "stop", unknown: "care" })[page.screen.verdict]
            text: !page.shown ? qsTr("验证码 %1").arg(page.screen.number)
                : page.screen.revoked !== "" ? qsTr("%1 由%2在 %3 收回").arg(page.screen.title).arg(page.screen.office).arg(page.screen.revoked)
                : qsTr("%1 由%2在 %3 盖章").arg(page.screen.title).arg(page.screen.office).arg(page.screen.issued)
        }
    }
    SheetReader {
        visible: page.large
        parent: page
        anchors.fill: parent
        sources: page.shown ? [page.screen.page] : []
        onClosed: page.large = false
    }
}
