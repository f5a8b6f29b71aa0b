// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"
import QtQuick.Shapes

// An arc that turns: this is going on now.
Item {
    id: turning

    property color colour: Theme.primary

    RotationAnimation on rotation { from: 0; to: 360; duration: 2400; loops: Animation.Infinite; running: turning.visible }
    Shape {
        anchors.fill: parent
        ShapePath {
            strokeColor: turning.colour
            strokeWidth: 6
            capStyle: ShapePath.RoundCap
            fillColor: "transparent"
            PathAngleArc {
                centerX: turning.width / 2; centerY: turning.height / 2
                radiusX: turning.width / 2 - 5; radiusY: radiusX
                startAngle: 0; sweepAngle: 270
            }
        }
    }
}
