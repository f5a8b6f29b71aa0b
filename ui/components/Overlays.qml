// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../pages"

// What may lie over the page: help, language, "really leave?", and the idle warning, which is above all.
Item {
    id: overlays

    property string open: ""
    readonly property bool covering: open !== "" || bridge.warning

    Loader {
        anchors.fill: parent
        active: overlays.open === "help" && !bridge.warning
        sourceComponent: HelpPanel { onDone: overlays.open = "" }
    }
    Loader {
        anchors.fill: parent
        active: overlays.open === "language" && !bridge.warning
        sourceComponent: LanguagePanel { onDone: overlays.open = "" }
    }
    Loader {
        anchors.fill: parent
        active: overlays.open === "leave" && bridge.canLeave && !bridge.warning
        sourceComponent: LeavePanel { onDone: overlays.open = "" }
    }
    Loader {
        anchors.fill: parent
        active: bridge.warning
        sourceComponent: StillThere { screen: bridge.screen }
    }
}
