// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// An ID card as anyone would draw it: a face, lines, no real design.
Rectangle {
    id: card

    height: width * 0.63
    radius: width * 0.06
    color: "#FFFFFF"
    border { width: 3; color: "#B9C7D6" }

    Icon {
        name: "person"
        colour: Theme.primary
        size: parent.height * 0.6
        anchors { right: parent.right; rightMargin: parent.width * 0.08; verticalCenter: parent.verticalCenter }
    }
    Column {
        x: parent.width * 0.09
        anchors.verticalCenter: parent.verticalCenter
        spacing: card.height * 0.09
        Repeater {
            model: [0.3, 0.22, 0.38, 0.34]
            Rectangle {
                required property real modelData
                width: card.width * modelData
                height: card.height * 0.07
                radius: height / 2
                color: "#C7D6E6"
            }
        }
    }
}
