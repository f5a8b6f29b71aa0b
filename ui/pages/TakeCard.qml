// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// The card is read; take it back.
Page {
    id: page

    readonly property bool slot: screen.card === "social"

    title: slot ? qsTr("读好了，请拔出社保卡") : qsTr("读好了，请拿回身份证")
    line: qsTr("%1，您好").arg(screen.masked_name)
    pictureRight: true
    picture: slot ? slotPicture : readerPicture

    Component { id: readerPicture; ReaderPicture { mood: "done" } }
    Component { id: slotPicture; SlotPicture { mood: "done" } }
}
