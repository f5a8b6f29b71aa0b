// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The page's question, at most two lines, and below it one line of why or what comes next.
Column {
    id: question

    property string title
    property string line
    property int size: Theme.question
    property bool centred: false
    // How many lines the title would take: a Chinese character is as wide as it is high, others are about half.
    readonly property real lines: width > 0 ? (title.length - 0.43 * (title.match(/[\u0020-\u024f]/g) ?? []).length) * size / width : 0

    spacing: Theme.gap / 2

    Label {
        width: parent.width
        prose: question.title
        font.pixelSize: Math.round(question.size * (question.lines > 1.85 ? 0.78 : question.lines > 1 && question.lines < 1.2 ? 0.84 : 1))
        font.weight: Font.Bold
        lineHeight: lineCount > 1 ? 0.88 : 1
        maximumLineCount: 2
        elide: Text.ElideRight
        horizontalAlignment: question.centred ? Text.AlignHCenter : Text.AlignLeft
        Accessible.role: Accessible.Heading
    }
    Label {
        width: parent.width
        visible: text !== ""
        prose: question.line
        color: Theme.ink2
        maximumLineCount: Theme.portrait ? 2 : 4
        elide: Text.ElideRight
    }
}
