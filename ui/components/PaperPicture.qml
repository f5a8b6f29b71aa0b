// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The slot, and paper that comes out of it. `mood` is a Printing's state, or "kept": it has yet to come.
Item {
    id: picture

    property string mood: "printing"
    readonly property bool failed: mood === "paper_out" || mood === "trouble"
    readonly property real side: Math.min(width * 0.8, height * 0.88, 700)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: picture.failed ? Theme.careQuiet : picture.mood === "out" ? Theme.goodQuiet : Theme.quiet
    }
    Item {
        id: scene
        width: picture.side
        height: picture.side
        anchors.centerIn: parent

        Item {
            id: mouth
            clip: true
            width: parent.width * 0.5
            height: parent.height * 0.72
            x: (parent.width - width) / 2
            y: parent.height * 0.24
            Rectangle {
                id: paper
                width: parent.width
                height: parent.height
                y: picture.mood === "out" ? 0 : picture.mood === "kept" ? -height * 0.55 : -height
                visible: !picture.failed
                color: "#FFFFFF"
                border { width: 3; color: "#B9C7D6" }
                Column {
                    anchors { fill: parent; margins: parent.width * 0.12 }
                    spacing: parent.height * 0.05
                    Repeater {
                        model: [0.7, 1, 0.9, 1, 0.6]
                        Rectangle { required property real modelData; width: parent.width * modelData; height: paper.height * 0.028; radius: height / 2; color: "#C7D6E6" }
                    }
                    Icon { name: "code"; size: paper.width * 0.42; anchors.horizontalCenter: parent.horizontalCenter }
                }
                SequentialAnimation {
                    running: picture.visible && (picture.mood === "printing" || picture.mood === "unknown")
                    loops: Animation.Infinite
                    NumberAnimation { target: paper; property: "y"; from: -paper.height; to: -paper.height * 0.04; duration: 1800 }
                    PauseAnimation { duration: 600 }
                }
            }
        }
        Rectangle {
            width: parent.width * 0.84
            height: parent.height * 0.24
            x: (parent.width - width) / 2
            y: parent.height * 0.04
            radius: 24
            color: "#2B3645"
            Rectangle {
                width: parent.width * 0.7; height: 14; radius: 7
                color: "#10161E"
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: 22 }
            }
            Rectangle {
                width: 18; height: 18; radius: 9
                color: picture.failed ? "#D9902F" : "#5CC48F"
                anchors { right: parent.right; rightMargin: 32; top: parent.top; topMargin: 28 }
            }
        }
        Icon {
            visible: picture.failed
            name: picture.mood === "paper_out" ? "paperout" : "care"
            colour: Theme.care
            size: scene.width * 0.3
            x: (scene.width - width) / 2
            y: scene.height * 0.44
        }
    }
}
