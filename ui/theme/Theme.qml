// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
import QtQuick

// The tokens of the look. `form` is the canvas that is drawn on; `dense` is 简洁, the smaller of the two sizes of text.
QtObject {
    property string form: "portrait"
    property bool dense: false
    readonly property bool portrait: form === "portrait"
    readonly property bool small: form === "small"

    readonly property color page: "#F4F6F8"
    readonly property color card: "#FFFFFF"
    readonly property color ink: "#16202E"
    readonly property color ink2: "#475467"
    readonly property color hairline: "#DDE3EA"
    readonly property color strongLine: "#8593A6"
    readonly property color passed: "#5C95CF"
    readonly property color primary: "#0B5CAB"
    readonly property color inkOnPrimary: "#FFFFFF"
    readonly property color quiet: "#E5EFFA"
    readonly property color inkOnQuiet: "#0B4F93"
    readonly property color good: "#1B7A4B"
    readonly property color goodQuiet: "#E4F4EB"
    readonly property color care: "#8A5200"
    readonly property color careQuiet: "#FFF3DC"
    readonly property color stop: "#B3261E"
    readonly property color stopQuiet: "#FCE8E6"
    readonly property color scrim: "#B016202E"

    readonly property string family: "Noto Sans SC"
    readonly property int display: small ? 50 : 72
    readonly property int question: small ? 42 : 60
    readonly property int cardTitle: small ? (dense ? 30 : 34) : (dense ? 38 : 44)
    readonly property int body: small ? (dense ? 23 : 27) : (dense ? 30 : 36)
    readonly property int smallest: small ? 21 : 28
    // What only a technician reads.
    readonly property int technical: small ? 19 : 24
    readonly property real textLine: 1.45
    readonly property real titleLine: 1.25

    readonly property int margin: small ? 40 : 64
    readonly property int gap: small ? 16 : 24
    readonly property int pad: small ? 24 : 40
    readonly property int radius: small ? 16 : 24
    readonly property int target: small ? (dense ? 72 : 80) : (dense ? 88 : 104)
    readonly property int answer: small ? 88 : (portrait ? 128 : 112)
    readonly property int quietRow: small ? 64 : 88
    readonly property int strip: small ? 72 : (portrait ? 120 : 96)
    readonly property int icon: small ? 32 : 44

    readonly property int candidates: portrait ? 96 : small ? 56 : 80
    readonly property int keyRow: portrait ? 100 : small ? 56 : 80
    readonly property int keyRows: portrait ? 5 : 4
    readonly property real keyboardWidth: portrait ? 1080 : small ? 1366 : 1920

    readonly property int move: 220
}
