// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Whom to call.
Card {
    id: card

    property string phone

    Row {
        width: parent.width
        spacing: Theme.pad
        Icon { name: "phone"; colour: Theme.primary; size: Theme.icon * 1.6; anchors.verticalCenter: parent.verticalCenter }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            Label { text: qsTr("要人帮忙，请打"); color: Theme.ink2 }
            Label { text: card.phone; strong: true; font.pixelSize: Theme.question }
        }
    }
}
