// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A certificate before it is printed.
Page {
    id: page

    property bool large: false

    title: qsTr("您的证明办好了")
    line: screen.pages.length > 1 ? qsTr("看一看，对了就打印，一共 %1 页").arg(screen.pages.length) : qsTr("看一看，对了就打印")
    main: qsTr("打印")
    second: qsTr("不打印")
    needed: facts.implicitHeight
    picture: Component {
        SheetPicture {
            source: page.screen.pages[0]
            onEnlarge: page.large = true
        }
    }
    onMainClicked: bridge.press("PRINT")
    onSecondClicked: bridge.press("NO_PRINT")

    Notice {
        id: facts
        width: parent.width
        kind: "good"
        text: page.screen.title + "\n" + qsTr("%1已盖章").arg(page.screen.office)
    }
    SheetReader {
        visible: page.large
        parent: page
        anchors.fill: parent
        sources: page.screen.pages
        onClosed: page.large = false
    }
}
