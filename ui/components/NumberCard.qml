// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// The number on paper, large, in groups of four; below it the platform's, where there is one.
Card {
    id: card

    property string number
    property string other: ""

    // In fours like the number above; a last digit is never left alone.
    function grouped(number) {
        return number.replace(/(.{4})(?=.{2})/g, "$1 ")
    }

    Column {
        width: parent.width
        spacing: 8
        Label { text: qsTr("流水号"); color: Theme.ink2 }
        Label {
            width: parent.width
            text: card.number
            strong: true
            font.pixelSize: Theme.question
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.body
            wrapMode: Text.NoWrap
        }
        Label {
            visible: card.other !== ""
            width: parent.width
            text: qsTr("申办流水号 %1").arg(card.grouped(card.other))
            color: Theme.ink2
            font.pixelSize: Theme.smallest
            wrapMode: Text.WrapAnywhere
        }
    }
}
