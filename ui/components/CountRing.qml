// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Shapes
import "../theme"

// Seconds that run out: a ring that empties, and in it the number or a sign.
Item {
    id: ring

    property int seconds: 0
    property int from: 0
    property real size: Theme.small ? 128 : 200
    property color colour: Theme.primary
    property string sign: ""
    readonly property real share: from > 0 ? Math.max(0, Math.min(1, seconds / from)) : 0

    width: size
    height: size
    onSecondsChanged: if (seconds > from) from = seconds
    Component.onCompleted: if (seconds > from) from = seconds

    Shape {
        anchors.fill: parent
        ShapePath {
            strokeColor: Theme.hairline
            strokeWidth: 12
            fillColor: "transparent"
            PathAngleArc { centerX: ring.size / 2; centerY: ring.size / 2; radiusX: ring.size / 2 - 8; radiusY: radiusX; startAngle: 0; sweepAngle: 360 }
        }
        ShapePath {
            strokeColor: ring.colour
            strokeWidth: 12
            capStyle: ShapePath.RoundCap
            fillColor: "transparent"
            PathAngleArc {
                centerX: ring.size / 2; centerY: ring.size / 2
                radiusX: ring.size / 2 - 8; radiusY: radiusX
                startAngle: -90
                sweepAngle: 360 * ring.share
                Behavior on sweepAngle { NumberAnimation { duration: 900 } }
            }
        }
    }
    Icon {
        visible: ring.sign !== ""
        anchors.centerIn: parent
        name: ring.sign
        colour: ring.colour
        size: ring.size * 0.5
    }
    Label {
        visible: ring.sign === ""
        anchors.centerIn: parent
        text: ring.seconds
        font.pixelSize: ring.size * 0.38
        strong: true
    }
}
