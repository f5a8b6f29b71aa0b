// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Put the ID card on the reader.
Page {
    id: page

    readonly property string state_: screen.state
    readonly property bool trouble: state_ === "reader_silent" || state_ === "reader_absent"

    title: ({
        waiting: qsTr("请把身份证放在这里"),
        reading: qsTr("正在读，请别拿开"),
        unread: qsTr("没有读到，再放一次"),
        expired: qsTr("这张身份证过期了"),
        reader_silent: qsTr("读卡器没有反应"),
        reader_absent: qsTr("读卡器好像松了")
    })[state_]
    line: ({
        waiting: qsTr("放平，屏幕说“读好了”再拿"),
        reading: qsTr("一两秒就好"),
        unread: qsTr("拿起来，等一秒，再放平"),
        expired: qsTr("请换一张有效的，或者用别的方式"),
        reader_silent: qsTr("不用担心，刚才填的都在。等一下，或者用别的方式"),
        reader_absent: qsTr("不用担心，刚才填的都在。等一下，或者用别的方式")
    })[state_]
    second: !screen.other_way ? "" : state_ === "waiting" || state_ === "reading" ? qsTr("没带身份证") : qsTr("换一种方式")
    code: screen.code
    back: true
    pictureRight: true
    picture: ReaderPicture { mood: page.state_ }
    onSecondClicked: bridge.press("OTHER_WAY")
}
