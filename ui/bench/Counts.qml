// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Where the cases are: here alone, or at the platform.
Card {
    id: card

    Row {
        width: parent.width
        Repeater {
            model: [
                { count: bench.counts.waiting, text: "在终端等着", english: "Waiting" },
                { count: bench.counts.at_platform, text: "平台有", english: "At platform" }
            ]
            Column {
                required property var modelData
                required property int index
                readonly property bool waits: index === 0 && modelData.count > 0
                width: card.inner.width / 2
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.text + " " + modelData.count
                Label {
                    text: modelData.count + " 件"
                    color: parent.waits ? Theme.care : Theme.ink
                    strong: true
                    font.pixelSize: Theme.cardTitle + 6
                    Accessible.ignored: true
                }
                Caption { text: modelData.text; english: modelData.english; size: Theme.smallest; strong: false }
            }
        }
    }
}
