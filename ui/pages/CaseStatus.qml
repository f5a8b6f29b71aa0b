// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// How far a case is.
Page {
    id: page

    title: screen.status
    line: screen.service
    main: qsTr("好的，办完了")
    second: qsTr("再查一件")
    needed: above.height + Theme.gap + events.height + 2 * Theme.pad
    picture: Theme.portrait ? drawing : facts
    onMainClicked: bridge.press("DONE")
    onSecondClicked: bridge.press("AGAIN")

    Component {
        id: drawing
        Illustration { name: "progress" }
    }
    Component {
        id: facts
        Column {
            spacing: Theme.gap
            NumberCard { width: parent.width; number: page.screen.number; other: page.screen.platform_number }
            Notice { width: parent.width; kind: "plain"; text: page.screen.next ?? "" }
        }
    }
    Loader {
        id: above
        width: parent.width
        active: Theme.portrait
        sourceComponent: facts
    }
    Card {
        anchors { top: above.bottom; topMargin: above.active ? Theme.gap : 0 }
        width: parent.width
        height: Math.min(events.height + 2 * pad, page.free - y)
        ScrollArea {
            anchors.fill: parent
            Timeline { id: events; width: parent.width; events: page.screen.events }
        }
    }
}
