// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Where the cases are: here alone, or at the platform.
Row {
    spacing: Theme.pad
    Repeater {
        model: [
            { count: bench.counts.waiting, text: "在终端等着", english: "Waiting", care: true },
            { count: bench.counts.at_platform, text: "平台有", english: "At platform", care: false }
        ]
        Row {
            id: entry
            required property var modelData
            spacing: 12
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.text + " " + modelData.count
            Label {
                id: number
                text: entry.modelData.count + " 件"
                color: entry.modelData.care && entry.modelData.count > 0 ? Theme.care : Theme.ink
                strong: true
                font.pixelSize: Theme.cardTitle
                Accessible.ignored: true
            }
            Column {
                anchors.verticalCenter: number.verticalCenter
                Label { text: entry.modelData.text; font.pixelSize: Theme.technical - 1; Accessible.ignored: true }
                Label { text: entry.modelData.english; color: Theme.ink2; font.pixelSize: Theme.technical - 4; Accessible.ignored: true }
            }
        }
    }
}
