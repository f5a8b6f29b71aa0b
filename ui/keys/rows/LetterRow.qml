// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components

// A row of letters; `inset` is the part of a key that it stands in from either side.
// A letter of two characters is a key that writes the first and shows the second small.
KeyboardRow {
    id: row

    property var letters: []
    property real inset: 0

    FillerKey { visible: row.inset > 0; weight: row.inset * row.keyWeight }
    Repeater {
        model: row.letters
        Key {
            required property string modelData
            text: modelData[0]
            alternativeKeys: modelData.length > 1 ? modelData : ""
        }
    }
    FillerKey { visible: row.inset > 0; weight: row.inset * row.keyWeight }
}
