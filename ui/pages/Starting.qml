// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The engine is not there yet.
Page {
    id: page

    single: true

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap * 2
        Breathing { anchors.horizontalCenter: parent.horizontalCenter }
        Question {
            width: parent.width
            title: qsTr("请稍等，马上就好")
            centred: true
        }
    }
}
