// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Text in our type; digits are all of one width.
Text {
    property bool strong: false

    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    font.weight: strong ? Font.Medium : Font.Normal
    font.features: { "tnum": 1 }
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: lineCount > 1 ? Theme.textLine / 1.45 : 1
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
