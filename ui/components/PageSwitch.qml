// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// Draws the page of the present screen. The same page again is updated in place; another one comes in from the side,
// and the one it replaces is gone as soon as it is out of sight.
Item {
    id: pages

    property Item current: null
    property Item leaving: null
    property string key: ""
    readonly property bool wantsKeyboard: current !== null && current.keyboard

    clip: true

    // Returns whether another page has come.
    function follow() {
        if (bridge.warning)
            return false
        const screen = bridge.screen
        const wanted = bridge.page + "/" + (screen.field ?? "")
        if (current && wanted === key) {
            current.screen = screen
            return false
        }
        const next = _make(bridge.page, screen)
        _arrive()
        leaving = current
        key = wanted
        current = next
        if (leaving) {
            leaving.enabled = false
            slide.side = bridge.back ? -1 : 1
            slide.start()
        }
        return true
    }

    // Everything that was drawn is destroyed.
    function forget() {
        slide.stop()
        for (const page of Array.from(host.children))
            _discard(page)
        leaving = null
        current = null
        key = ""
    }

    function _arrive() {
        slide.stop()
        if (current)
            current.x = 0
        if (leaving)
            _discard(leaving)
        leaving = null
    }

    function _discard(page) {
        page.visible = false
        page.destroy()
    }

    function _make(name, screen) {
        const component = Qt.createComponent("../pages/" + name + ".qml")
        if (component.status !== Component.Ready)
            throw new Error(component.errorString())
        return component.createObject(host, { screen: screen })
    }

    Item { id: host; anchors.fill: parent }

    ParallelAnimation {
        id: slide

        property int side: 1

        NumberAnimation { target: pages.current; property: "x"; from: slide.side * pages.width; to: 0; duration: Theme.move; easing.type: Easing.OutCubic }
        NumberAnimation { target: pages.leaving; property: "x"; to: -slide.side * pages.width; duration: Theme.move; easing.type: Easing.OutCubic }
        onFinished: pages._arrive()
    }
}
