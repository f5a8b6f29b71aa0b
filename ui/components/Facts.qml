// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Short lines, each with a sign.
Column {
    id: facts_

    property var facts: []

    spacing: Theme.small ? Theme.gap * 1.5 : Theme.pad
    Repeater {
        model: facts_.facts.length
        Row {
            id: fact
            required property int index
            readonly property var at: facts_.facts[index] ?? ({ icon: "", text: "" })
            width: facts_.width
            spacing: Theme.gap
            Icon { name: fact.at.icon; colour: Theme.primary; y: (Theme.body * 1.45 - height) / 2 }
            Label { prose: fact.at.text; width: parent.width - Theme.icon - Theme.gap }
        }
    }
}
