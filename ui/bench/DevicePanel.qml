// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// One device: what can be laid on it or shown to it, what it shows, and what can go wrong with it.
Card {
    id: panel

    property var device: ({})
    readonly property var facts: bench.facts[device.name]
    readonly property var missing: bench.missing[device.name]
    readonly property bool working: bench.working.includes(device.name)

    pad: Theme.gap

    Column {
        width: panel.inner.width
        spacing: 10
        Item {
            width: parent.width
            height: caption.height
            Caption { id: caption; text: panel.device.title.hans; english: panel.device.title.english; size: Theme.body }
            Turning {
                visible: panel.working
                Accessible.role: Accessible.StaticText
                Accessible.name: "正在做"
                width: 26
                height: 26
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            }
        }
        Column {
            visible: panel.missing !== undefined
            width: parent.width
            Label { width: parent.width; text: panel.missing ? panel.missing.hans : ""; color: Theme.care; font.pixelSize: Theme.technical }
            Label { width: parent.width; text: panel.missing ? panel.missing.english : ""; color: Theme.ink2; font.pixelSize: Theme.technical - 2 }
        }
        Repeater {
            model: panel.missing === undefined ? panel.device.choices : []
            Grid {
                id: choice
                required property var modelData
                width: panel.inner.width
                columns: 2
                spacing: 10
                Repeater {
                    model: choice.modelData.options
                    OfferCard {
                        required property var modelData
                        width: (choice.width - choice.spacing) / 2
                        option: modelData
                        icon: choice.modelData.icon
                        chosen: panel.facts[choice.modelData.fact] === modelData.value
                        onClicked: bench.do(panel.device.name, chosen && modelData.leave ? modelData.leave.line : modelData.take.line)
                    }
                }
            }
        }
        Repeater {
            model: panel.device.lamps
            LampRow {
                required property var modelData
                width: panel.inner.width
                lamps: modelData.titles
                shining: panel.facts[modelData.fact]
            }
        }
        Row {
            id: switches
            visible: panel.missing === undefined
            width: parent.width
            spacing: 10
            Repeater {
                model: panel.device.switches
                SwitchTile {
                    required property var modelData
                    width: (switches.width - (panel.device.switches.length - 1) * switches.spacing) / panel.device.switches.length
                    of: panel.device.name === "surroundings" ? "" : panel.device.title.hans + "的"
                    words: modelData
                    well: panel.facts[modelData.fact] === true
                    working: panel.working
                    onClicked: bench.do(panel.device.name, well ? modelData.spoil.line : modelData.mend.line)
                }
            }
        }
    }
}
