// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// What happened to a case, newest first.
Column {
    id: timeline

    property var events: []

    Repeater {
        model: timeline.events.length
        Item {
            id: event
            required property int index
            readonly property var at: timeline.events[index] ?? ({ at: "", what: "" })
            readonly property bool last: index === timeline.events.length - 1
            width: timeline.width
            height: words.height + (last ? 0 : Theme.pad)
            Rectangle { visible: !event.last; x: 14; y: 28; width: 4; height: parent.height - 12; color: Theme.hairline }
            Rectangle { x: 4; y: 10; width: 24; height: 24; radius: 12; color: event.index === 0 ? Theme.primary : Theme.passed }
            Column {
                id: words
                x: 28 + Theme.gap
                width: parent.width - x
                Label { width: parent.width; text: event.at.what; strong: event.index === 0 }
                Label { text: event.at.at; color: Theme.ink2; font.pixelSize: Theme.smallest }
            }
        }
    }
}
