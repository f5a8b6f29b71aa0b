// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Window
import "../components"
import "../theme"

// What stands around the terminal, in two columns: hands left, papers and counts right. A window that is narrow has one
// column, which scrolls; so does a window that is too low.
Window {
    id: window

    readonly property bool narrow: width < height * 0.8
    readonly property real fit: narrow ? width / 720 : Math.min(height / 1120, width / 1100)
    readonly property real wide: width / fit
    readonly property real high: height / fit
    readonly property real across: narrow ? wide - 2 * Theme.gap : Math.round((wide - 3 * Theme.pad) * 0.56)

    title: "演示台 Bench"
    color: Theme.page
    onClosing: bench.leave()
    Component.onCompleted: {
        Theme.form = "small"
        Theme.dense = true
    }

    Flickable {
        width: window.wide
        height: window.high
        scale: window.fit
        transformOrigin: Item.TopLeft
        contentHeight: papers.y + papers.height + hands.x
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds

        Heading {
            id: heading
            x: hands.x
            y: hands.x
            width: window.wide - 2 * x
        }
        Column {
            id: hands
            x: window.narrow ? Theme.gap : Theme.pad
            y: heading.y + heading.height + Theme.gap
            width: window.across
            spacing: Theme.gap
            People { width: parent.width }
            Switches { width: parent.width }
        }
        Counts {
            id: counts
            x: window.narrow ? hands.x : hands.x + hands.width + Theme.pad
            y: window.narrow ? hands.y + hands.height + Theme.gap : hands.y
            width: window.narrow ? hands.width : window.wide - x - Theme.pad
        }
        PaperRoll {
            id: papers
            x: counts.x
            y: counts.y + counts.height + Theme.gap
            width: counts.width
            height: window.narrow ? 900 : hands.y + hands.height - y
        }
    }
}
