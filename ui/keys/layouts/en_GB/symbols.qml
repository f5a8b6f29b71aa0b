// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components
import "../../rows"

// English signs.
SymbolRows {
    sharedLayouts: ["main"]
    comma: ","
    stop: "."
    other: "!?"
    signs: ["@#&*()-+=/", ":;'\"%_^{}\\", "£$<>[]~|"]
}
