// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What this window is, where the cases are, and why the last touch had no effect when it had none.
Column {
    id: heading

    spacing: 4
    Item {
        readonly property bool narrow: heading.width < words.width + counts.width + Theme.pad
        width: parent.width
        height: narrow ? words.height + Theme.gap / 2 + counts.height : Math.max(words.height, counts.height)
        Column {
            id: words
            Caption { text: "演示台"; english: "Bench"; size: Theme.cardTitle }
            Label {
                text: "终端是真的程序；人和证件是虚构的，设备和平台是仿真的"
                font.pixelSize: Theme.technical
                width: Math.min(implicitWidth, heading.width)
            }
            Label {
                text: "The terminal is the real program; people are invented, devices and platform emulated."
                color: Theme.ink2
                font.pixelSize: Theme.technical - 3
                width: Math.min(implicitWidth, heading.width)
            }
        }
        Counts {
            id: counts
            anchors.right: parent.narrow ? undefined : parent.right
            anchors.bottom: parent.bottom
        }
    }
    Label {
        visible: bench.trouble !== ""
        width: parent.width
        text: "没有做成：" + bench.trouble
        color: Theme.stop
        font.pixelSize: Theme.technical
    }
}
