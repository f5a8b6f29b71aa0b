// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Put a card on its reader: the identity card, or the social security card into its slot.
Page {
    id: page

    readonly property string state_: screen.state
    readonly property bool trouble: state_ === "reader_silent" || state_ === "reader_absent"
    // What the page speaks of: the card that is meant while it waits, the one that was shown afterwards.
    readonly property bool slot: trouble || state_ === "waiting" ? screen.takes === "social" : screen.card === "social"

    title: ({
        waiting: slot ? qsTr("请插社保卡") : qsTr("请把身份证放在这里"),
        reading: slot ? qsTr("正在读，请别拔出来") : qsTr("正在读，请别拿开"),
        unread: slot ? qsTr("没有读到，再插一次") : qsTr("没有读到，再放一次"),
        wrong: qsTr("这张卡不是社保卡"),
        expired: qsTr("这张证件过期了"),
        reader_silent: qsTr("读卡器没有反应"),
        reader_absent: qsTr("读卡器好像松了")
    })[state_]
    line: ({
        waiting: slot ? qsTr("有芯片的一头先进去，插到底")
            : screen.takes === "both" ? qsTr("放平，屏幕说“读好了”再拿。也可以插社保卡")
            : qsTr("放平，屏幕说“读好了”再拿"),
        reading: qsTr("一两秒就好"),
        unread: slot ? qsTr("拔出来，等一秒，再插到底") : qsTr("拿起来，等一秒，再放平"),
        wrong: screen.takes === "social" ? qsTr("请拔出来，换社保卡") : qsTr("请拔出来，换社保卡，或者放身份证"),
        expired: qsTr("请换一张有效的，或者用别的方式"),
        reader_silent: qsTr("不用担心，刚才填的都在。等一下，或者用别的方式"),
        reader_absent: qsTr("不用担心，刚才填的都在。等一下，或者用别的方式")
    })[state_]
    second: !screen.other_way ? ""
        : state_ !== "waiting" && state_ !== "reading" ? qsTr("换一种方式")
        : screen.takes === "id" ? qsTr("没带身份证") : qsTr("没带卡")
    code: screen.code
    back: true
    pictureRight: true
    picture: slot ? slotPicture : readerPicture
    onSecondClicked: bridge.press("OTHER_WAY")

    Component { id: readerPicture; ReaderPicture { mood: page.state_ } }
    Component { id: slotPicture; SlotPicture { mood: page.state_ } }
}
