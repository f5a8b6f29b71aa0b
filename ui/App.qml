// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Window
import "components"
import "theme"

// The whole screen: strip, page, quiet row and keyboard on a canvas that is scaled to the window.
Window {
    id: window

    readonly property string form: height > width ? "portrait" : width >= 1600 ? "wide" : "small"
    readonly property size reference: ({ portrait: Qt.size(1080, 1920), wide: Qt.size(1920, 1080), small: Qt.size(1366, 768) })[form]
    readonly property real fit: Math.min(width / reference.width, height / reference.height)

    color: Theme.page
    flags: Qt.Window | Qt.FramelessWindowHint
    onClosing: close => close.accepted = false
    onFormChanged: Theme.form = form
    Component.onCompleted: Theme.form = form

    Item {
        id: canvas

        width: window.width / window.fit
        height: window.height / window.fit
        scale: window.fit
        transformOrigin: Item.TopLeft

        PageSwitch {
            id: pages
            objectName: "pages"
            anchors { left: parent.left; right: parent.right; top: strip.bottom; bottom: row.top }
        }
        StatusStrip { id: strip; width: parent.width }
        QuietRow {
            id: row
            width: parent.width
            y: keyboard.y - height - (keyboard.raised ? 0 : Theme.portrait ? 24 : 8)
            onAsked: what => overlays.open = what
        }
        KeyboardDock {
            id: keyboard
            width: parent.width
            raised: pages.wantsKeyboard && !overlays.covering
        }
        Overlays {
            id: overlays
            anchors.fill: parent
        }
    }
    Connections {
        target: bridge
        function onShown() {
            if (pages.follow())
                overlays.open = ""
        }
        function onWiped() {
            overlays.open = ""
            Theme.dense = false
            keyboard.forget()
            pages.forget()
        }
    }
}
