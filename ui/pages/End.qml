// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Done, and everything about the person is wiped, but for a paper that did not come out.
Page {
    id: page

    property int remaining: screen.seconds

    title: qsTr("办好了，慢走")
    line: screen.kept_until === "" ? qsTr("本机已清除您的信息，请带走您的证件")
        : qsTr("没打出来的纸已锁好，今天 %1 前用您的证件能补打。其他信息已清除").arg(screen.kept_until)
    second: qsTr("再办一件")
    pictureRight: true
    picture: Rectangle {
        radius: Theme.radius
        color: Theme.goodQuiet
        Column {
            anchors.centerIn: parent
            spacing: Theme.pad
            CountRing {
                anchors.horizontalCenter: parent.horizontalCenter
                seconds: page.remaining
                from: page.screen.seconds
                size: Theme.small ? 200 : 320
                colour: Theme.good
                sign: "tick"
            }
            Label {
                anchors.horizontalCenter: parent.horizontalCenter
                text: qsTr("%1 秒后回到首页").arg(page.remaining)
                color: Theme.ink2
            }
        }
    }
    onSecondClicked: bridge.press("AGAIN")

    Timer { interval: 1000; repeat: true; running: page.remaining > 0; onTriggered: page.remaining -= 1 }
}
