// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import "../../components"
import "../../theme"

// How a key looks: a letter, words or an icon; `quiet` keys do something, the others write.
KeyPanel {
    id: cap

    property int letter: 40
    property bool quiet: false
    property bool small: false
    property bool lit: false
    property string icon: ""
    property string words: ""
    readonly property bool dark: quiet || (control && control.highlighted && words === "")
    readonly property color ground: lit ? Theme.quiet : dark ? "#BCC7D4" : Theme.card
    readonly property bool down: control && control.pressed

    Rectangle {
        anchors { fill: parent; margins: 4; topMargin: cap.down ? 6 : 4; bottomMargin: cap.down ? 2 : 4 }
        radius: 12
        color: cap.down ? Qt.darker(cap.ground, 1.136) : cap.ground
        opacity: cap.control && cap.control.enabled ? 1 : 0.45

        Icon {
            visible: cap.icon !== ""
            anchors.centerIn: parent
            name: cap.icon
            size: cap.letter
            colour: cap.lit ? Theme.primary : Theme.ink
        }
        Label {
            visible: cap.icon === ""
            anchors.centerIn: parent
            text: cap.words !== "" ? cap.words : cap.control ? cap.control.displayText : ""
            color: cap.words !== "" ? Theme.ink2 : Theme.ink
            font.pixelSize: cap.words !== "" || text.length > 1 ? Math.round(cap.letter * 0.72) : cap.letter
            font.capitalization: cap.control && cap.control.uppercased ? Font.AllUppercase : Font.MixedCase
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
        Label {
            visible: cap.small && cap.control && cap.control.smallTextVisible
            anchors { right: parent.right; top: parent.top; margins: 6 }
            text: cap.control ? cap.control.smallText : ""
            color: Theme.ink2
            font.pixelSize: Math.round(cap.letter * 0.45)
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }
}
