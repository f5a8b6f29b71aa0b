// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Text in our type; digits are all of one width. `prose` is a sentence whose last line is never one character or one
// short word, which reads like a slip of the pen.
Text {
    id: label

    property string prose: ""
    property bool strong: false

    function kept(words) {
        return words.replace(/([^\u0020-\u024f])(\S)(\S)$/, "$1\u2060$2\u2060$3").replace(/ (\S{1,9})$/, "\u00a0$1")
    }

    text: kept(prose)
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    font.weight: strong ? Font.Medium : Font.Normal
    font.features: { "tnum": 1 }
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: lineCount > 1 ? Theme.textLine / 1.45 : 1
    Accessible.role: Accessible.StaticText
    Accessible.name: prose !== "" ? prose : text
}
