// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What has come out of the printers, the newest on top.
Card {
    id: roll

    pad: Theme.gap

    Caption { id: head; text: "打印出来的纸"; english: "Papers"; size: Theme.body }

    Column {
        visible: bench.papers.length === 0
        anchors.centerIn: parent
        spacing: Theme.gap / 2
        Icon { name: "paperout"; colour: Theme.ink2; size: 64; anchors.horizontalCenter: parent.horizontalCenter }
        Label { text: "还没有打印"; color: Theme.ink2; anchors.horizontalCenter: parent.horizontalCenter }
        Label { text: "Nothing printed yet"; color: Theme.ink2; font.pixelSize: Theme.technical; anchors.horizontalCenter: parent.horizontalCenter }
    }
    Rectangle {
        visible: bench.papers.length > 0
        anchors { top: head.bottom; topMargin: Theme.gap; left: parent.left; right: parent.right; bottom: parent.bottom }
        radius: Theme.radius
        color: Theme.page
        Flickable {
            id: view
            objectName: "papers"
            anchors { fill: parent; margins: Theme.gap }
            contentHeight: papers.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Column {
                id: papers
                width: view.width
                spacing: Theme.gap
                Repeater {
                    model: bench.papers
                    Column {
                        required property string modelData
                        readonly property string name: (modelData.startsWith("sheet") ? "文书 第 " : "凭条 第 ") + modelData.split("/")[1] + " 张"
                        width: papers.width
                        spacing: 4
                        Label { text: parent.name; color: Theme.ink2; font.pixelSize: Theme.technical }
                        Rectangle {
                            width: parent.width
                            height: picture.height + 4
                            color: Theme.hairline
                            Image {
                                id: picture
                                x: 2
                                y: 2
                                width: parent.width - 4
                                height: implicitWidth > 0 ? width * implicitHeight / implicitWidth : 0
                                source: "image://papers/" + modelData
                                cache: false
                                smooth: true
                                mipmap: true
                                Accessible.role: Accessible.Graphic
                                Accessible.name: parent.parent.name + "纸"
                            }
                        }
                    }
                }
            }
            Connections {
                target: bench
                function onPrinted() { view.contentY = 0 }
            }
        }
    }
}
