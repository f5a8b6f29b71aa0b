// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// One thing, how it is, and the button that changes it.
Item {
    id: row

    property var words: ({})
    property bool well: true
    property bool working: false
    property bool last: false

    signal turned

    height: 66

    Column {
        anchors.verticalCenter: parent.verticalCenter
        Label { text: row.words.title; strong: true }
        Label { text: row.words.english; color: Theme.ink2; font.pixelSize: Theme.technical - 2 }
    }
    Row {
        x: Math.round(parent.width * 0.5)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap / 2
        Turning { visible: row.working; width: 28; height: 28; anchors.verticalCenter: parent.verticalCenter }
        Label { visible: row.working; text: "正在做"; color: Theme.ink2; anchors.verticalCenter: parent.verticalCenter }
        Tag {
            visible: !row.working
            text: (row.well ? row.words.well : row.words.ill) + "  " + (row.well ? row.words.wellEnglish : row.words.illEnglish)
            kind: row.well ? "good" : "care"
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Touchable {
        id: button
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        width: 136
        height: 54
        waits: false
        enabled: !row.working
        name: row.words.title + "：" + (row.well ? row.words.spoil : row.words.mend)
        onClicked: row.turned()
        Rectangle {
            readonly property color ground: row.well ? Theme.quiet : Theme.primary
            y: button.pressed ? 2 : 0
            width: parent.width
            height: parent.height
            radius: Theme.radius
            opacity: row.working ? 0.5 : 1
            color: button.pressed ? Qt.darker(ground, 1.136) : ground
            Column {
                anchors.centerIn: parent
                anchors.verticalCenterOffset: -1
                spacing: -5
                Label {
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: row.well ? row.words.spoil : row.words.mend
                    color: row.well ? Theme.inkOnQuiet : Theme.inkOnPrimary
                    strong: true
                    Accessible.ignored: true
                }
                Label {
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: row.well ? row.words.spoilEnglish : row.words.mendEnglish
                    color: row.well ? Theme.inkOnQuiet : Theme.inkOnPrimary
                    font.pixelSize: Theme.technical - 2
                    Accessible.ignored: true
                }
            }
        }
    }
    Rectangle { visible: !row.last; width: parent.width; height: 2; color: Theme.hairline; anchors.bottom: parent.bottom }
}
