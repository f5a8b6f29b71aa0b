// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A number on a keypad.
Page {
    id: page

    property string number: ""
    readonly property int longest: ({ phone: 11, id_number: 18, case_number: 24 })[screen.kind]

    // Spaces where people pause when they say it.
    function spaced(digits) {
        if (screen.kind === "phone")
            return digits.replace(/^(.{3})(.{1,4})?(.*)$/, (all, a, b, c) => [a, b, c].filter(x => x).join(" "))
        if (screen.kind === "id_number")
            return digits.replace(/^(.{6})(.{1,8})?(.*)$/, (all, a, b, c) => [a, b, c].filter(x => x).join(" "))
        return digits.replace(/(.{4})(?=.)/g, "$1 ")
    }

    title: screen.title
    line: screen.line
    problem: screen.problem ?? ""
    main: qsTr("好了")
    second: screen.skip ?? ""
    back: true
    onMainClicked: bridge.press("ENTER", number)
    onSecondClicked: bridge.press("SKIP")
    Component.onCompleted: number = screen.value

    Rectangle {
        id: shown
        width: parent.width
        height: Theme.small ? 84 : 136
        radius: Theme.radius
        color: Theme.card
        border { width: 4; color: page.problem !== "" ? Theme.care : Theme.primary }
        Accessible.role: Accessible.EditableText
        Accessible.name: page.title
        Label {
            anchors { fill: parent; leftMargin: Theme.pad; rightMargin: Theme.pad }
            text: page.spaced(page.number)
            strong: true
            font.pixelSize: Theme.question
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.smallest
            wrapMode: Text.NoWrap
            verticalAlignment: Text.AlignVCenter
        }
    }
    Keypad {
        anchors { left: parent.left; right: parent.right; top: shown.bottom; topMargin: Theme.gap }
        height: Math.min(parent.height - shown.height - Theme.gap, Theme.small ? 400 : 960)
        withX: page.screen.kind === "id_number"
        onTyped: digit => { if (page.number.length < page.longest) page.number += digit }
        onErased: page.number = page.number.slice(0, -1)
        onCleared: page.number = ""
    }
}
