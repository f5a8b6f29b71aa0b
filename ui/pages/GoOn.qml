// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"

// Whether somebody goes on with what they had begun, or came for the paper only.
Page {
    id: page

    title: qsTr("还要接着办“%1”吗？").arg(screen.service)
    line: qsTr("请拿好刚才的纸和证件")
    main: qsTr("接着办")
    second: qsTr("不办了")
    picture: Sign { icon: "done" }
    onMainClicked: bridge.press("START")
    onSecondClicked: bridge.press("DONE")
}
