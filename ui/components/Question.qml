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

    spacing: Theme.gap / 2

    Label {
        width: parent.width
        text: question.title
        font.pixelSize: question.size
        font.weight: Font.Bold
        lineHeight: 0.9
        maximumLineCount: 2
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: question.size * 0.7
        horizontalAlignment: question.centred ? Text.AlignHCenter : Text.AlignLeft
        Accessible.role: Accessible.Heading
    }
    Label {
        width: parent.width
        visible: text !== ""
        text: question.line
        color: Theme.ink2
        maximumLineCount: Theme.portrait ? 2 : 4
    }
}
