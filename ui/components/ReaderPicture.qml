// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The reader, and a card that comes to lie on it. `mood` is a PlaceCard's state, or done: then the card leaves.
Item {
    id: picture

    property string mood: "waiting"
    readonly property bool trouble: ["expired", "reader_silent", "reader_absent"].includes(mood)
    readonly property real side: Math.min(width * 0.92, height * 0.92, 860)
    readonly property color light: mood === "done" ? "#5CC48F" : trouble || mood === "unread" ? "#E9A23B" : "#6DB3F2"

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: picture.mood === "done" ? Theme.goodQuiet : picture.trouble || picture.mood === "unread" ? Theme.careQuiet : Theme.quiet
    }
    Item {
        id: scene
        width: picture.side
        height: picture.side
        anchors.centerIn: parent

        Rectangle {
            id: reader
            width: parent.width * 0.82
            height: parent.height * 0.46
            x: (parent.width - width) / 2
            y: parent.height * 0.5
            radius: 28
            opacity: picture.mood === "reader_absent" ? 0.55 : 1
            color: "#2B3645"
            Rectangle {
                anchors { fill: parent; margins: parent.height * 0.1 }
                radius: 18
                color: "#394658"
                border { width: 4; color: picture.light }
            }
            Icon {
                name: "contactless"
                colour: "#C9D3DF"
                size: parent.height * 0.36
                anchors.centerIn: parent
            }
            Rectangle {
                width: parent.width * 0.14; height: 12; radius: 6
                color: picture.light
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: parent.height * 0.1 - 6 }
            }
        }
        CardPicture {
            id: card
            readonly property real away: scene.height * 0.02
            readonly property real lying: reader.y + (reader.height - height) / 2
            width: scene.width * 0.56
            x: (scene.width - width) / 2
            y: picture.mood === "reading" ? lying : away
            visible: !picture.trouble || picture.mood === "expired"
            SequentialAnimation {
                running: picture.visible && ["waiting", "unread"].includes(picture.mood)
                loops: Animation.Infinite
                NumberAnimation { target: card; property: "y"; from: card.away; to: card.lying; duration: 900; easing.type: Easing.InOutCubic }
                PauseAnimation { duration: 900 }
                NumberAnimation { target: card; property: "y"; to: card.away; duration: 600; easing.type: Easing.InOutCubic }
            }
            NumberAnimation {
                running: picture.mood === "done"
                target: card; property: "y"; from: card.lying; to: card.away; duration: 1200; easing.type: Easing.OutCubic
            }
            Icon {
                visible: picture.mood === "done"
                name: "done"
                colour: Theme.good
                size: parent.height * 0.5
                anchors { left: parent.right; leftMargin: -size / 2; verticalCenter: parent.top }
            }
        }
        Icon {
            visible: picture.trouble && picture.mood !== "expired"
            name: picture.mood === "reader_absent" ? "unplugged" : "care"
            colour: Theme.care
            size: scene.width * 0.26
            x: (scene.width - width) / 2
            y: scene.height * 0.12
        }
    }
}
