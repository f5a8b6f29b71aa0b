// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../components"
import "../theme"

// What this window is, and why the last touch had no effect when it had none.
Column {
    id: heading

    spacing: 2
    Caption { text: "演示台"; english: "Bench"; size: Theme.cardTitle }
    Label {
        width: parent.width
        text: "终端是真的程序；人和证件是虚构的，设备和平台是仿真的"
        font.pixelSize: Theme.smallest
    }
    Label {
        width: parent.width
        text: "The terminal is the real program; people are invented, devices and platform emulated."
        color: Theme.ink2
        font.pixelSize: Theme.technical - 2
    }
    Label {
        visible: bench.trouble !== ""
        width: parent.width
        text: "没有做成：" + bench.trouble
        color: Theme.stop
        font.pixelSize: Theme.technical
    }
}
