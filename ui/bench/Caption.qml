// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// Words in Chinese, and small beside them in English.
Row {
    id: caption

    property string text
    property string english
    property int size: Theme.body
    property bool strong: true

    spacing: Theme.gap / 2
    Label {
        id: words
        text: caption.text
        strong: caption.strong
        font.pixelSize: caption.size
        wrapMode: Text.NoWrap
    }
    Label {
        visible: text !== ""
        anchors.baseline: words.baseline
        text: caption.english
        color: Theme.ink2
        font.pixelSize: Theme.technical
        wrapMode: Text.NoWrap
    }
}
