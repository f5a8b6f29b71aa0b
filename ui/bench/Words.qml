// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// A few words in Chinese and, where there is room beside them, in English. Whoever reads the screen aloud reads them with
// the control that they are on.
Row {
    id: pair

    property var words: ({ hans: "", english: "" })
    property int size: Theme.technical
    property color color: Theme.ink
    property color englishColor: Theme.ink2
    property bool strong: false

    anchors.horizontalCenter: parent ? parent.horizontalCenter : undefined
    spacing: 6
    Label {
        id: chinese
        text: pair.words.hans
        color: pair.color
        strong: pair.strong
        font.pixelSize: pair.size
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
    Label {
        anchors.baseline: chinese.baseline
        text: pair.words.english
        color: pair.englishColor
        font.pixelSize: Theme.technical - 4
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
