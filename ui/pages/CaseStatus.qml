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
    onMainClicked: bridge.press("DONE")
    onSecondClicked: bridge.press("AGAIN")

    Column {
        id: all
        width: parent.width
        spacing: Theme.gap
        NumberCard { id: number; width: parent.width; number: page.screen.number; other: page.screen.platform_number }
        Notice { id: next; width: parent.width; kind: "plain"; text: page.screen.next ?? "" }
        Card {
            width: parent.width
            height: Math.min(events.height + 2 * pad, page.free - number.height - Theme.gap - (next.visible ? next.height + Theme.gap : 0))
            Flickable {
                anchors.fill: parent
                contentHeight: events.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                Timeline { id: events; width: parent.width; events: page.screen.events }
            }
        }
    }
}
