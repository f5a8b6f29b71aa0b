// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// An answer. `main` is the one that most people want; the others are quiet.
Touchable {
    id: button

    property bool main: true
    property string icon: ""
    property color ground: main ? Theme.primary : Theme.quiet
    property color ink: main ? Theme.inkOnPrimary : Theme.inkOnQuiet

    implicitHeight: main ? Theme.answer : Theme.target
    implicitWidth: row.width + 2 * Theme.pad

    Rectangle {
        y: button.pressed ? 2 : 0
        width: parent.width
        height: parent.height
        radius: Theme.radius
        color: button.pressed ? Qt.darker(button.ground, 1.136) : button.ground
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.gap / 2
            Icon {
                visible: button.icon !== ""
                name: button.icon
                colour: button.ink
                anchors.verticalCenter: parent.verticalCenter
            }
            Label {
                text: button.name
                color: button.ink
                strong: true
                width: Math.min(implicitWidth, button.width - Theme.pad - (button.icon ? Theme.icon + Theme.gap / 2 : 0))
                font.pixelSize: button.main ? Theme.cardTitle : Theme.body
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.technical
                height: Math.min(implicitHeight, button.height)
                maximumLineCount: 2
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
