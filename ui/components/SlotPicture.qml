// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The slot for chip cards, and a card that goes into it, chip first. `mood` is a PlaceCard's state, or done: then the
// card comes out.
Item {
    id: picture

    property string mood: "waiting"
    readonly property bool trouble: ["expired", "wrong", "reader_silent", "reader_absent"].includes(mood)
    readonly property bool lost: mood === "reader_silent" || mood === "reader_absent"
    readonly property bool inside: mood === "reading"
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
            height: parent.height * 0.34
            x: (parent.width - width) / 2
            y: parent.height * 0.62
            radius: 28
            opacity: picture.mood === "reader_absent" ? 0.55 : 1
            color: "#2B3645"
        }
        // What is above the slot's lower lip is seen, what is below it is in the reader.
        Item {
            id: above
            width: parent.width
            height: reader.y + reader.height * 0.3
            clip: true

            Rectangle {
                id: card
                readonly property real away: scene.height * 0.02
                readonly property real within: above.height - height * 0.56
                width: scene.width * 0.36
                height: width / 0.63
                x: (scene.width - width) / 2
                y: picture.inside ? within : away
                visible: !picture.lost
                radius: width * 0.08
                color: "#FFFFFF"
                border { width: 3; color: "#B9C7D6" }
                Column {
                    x: parent.width * 0.14
                    y: parent.height * 0.1
                    spacing: card.height * 0.05
                    Repeater {
                        model: [0.5, 0.36, 0.6]
                        Rectangle {
                            required property real modelData
                            width: card.width * modelData
                            height: card.height * 0.04
                            radius: height / 2
                            color: "#C7D6E6"
                        }
                    }
                }
                // The chip, with its contacts.
                Rectangle {
                    width: parent.width * 0.34
                    height: width * 0.8
                    x: (parent.width - width) / 2
                    y: parent.height * 0.72
                    radius: width * 0.16
                    color: "#E8C66A"
                    border { width: 3; color: "#B8923A" }
                    Rectangle { width: parent.width; height: 3; y: parent.height * 0.5; color: "#B8923A" }
                    Rectangle { width: 3; height: parent.height; x: parent.width * 0.34; color: "#B8923A" }
                    Rectangle { width: 3; height: parent.height; x: parent.width * 0.66; color: "#B8923A" }
                }
                SequentialAnimation {
                    running: picture.visible && ["waiting", "unread", "wrong", "expired"].includes(picture.mood)
                    loops: Animation.Infinite
                    NumberAnimation { target: card; property: "y"; from: card.away; to: card.within; duration: 900; easing.type: Easing.InOutCubic }
                    PauseAnimation { duration: 900 }
                    NumberAnimation { target: card; property: "y"; to: card.away; duration: 600; easing.type: Easing.InOutCubic }
                }
                NumberAnimation {
                    running: picture.mood === "done"
                    target: card; property: "y"; from: card.within; to: card.away; duration: 1200; easing.type: Easing.OutCubic
                }
            }
        }
        Rectangle {
            width: reader.width * 0.66
            height: 20
            radius: 10
            x: (parent.width - width) / 2
            y: above.height - height / 2
            color: "#10161F"
            border { width: 4; color: picture.light }
        }
        Icon {
            visible: picture.mood === "done"
            name: "done"
            colour: Theme.good
            size: scene.width * 0.18
            x: card.x + card.width - width / 2
            y: scene.height * 0.06
        }
        Icon {
            visible: picture.lost
            name: picture.mood === "reader_absent" ? "unplugged" : "care"
            colour: Theme.care
            size: scene.width * 0.26
            x: (scene.width - width) / 2
            y: scene.height * 0.16
        }
    }
}
