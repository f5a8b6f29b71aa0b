// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import "../theme"

// How far a case has come: registered here, delivered, taken on. What is reached is full and ticked, what is waited for
// is a clock, what the platform did not take a sign of care, what is not known yet an empty ring: told apart without
// colour.
Rectangle {
    id: standing

    property string state_
    readonly property int reached: ({ registered: 1, held: 1, delivered: 2, accepted: 3 })[state_] ?? 0
    readonly property bool held: state_ === "held"
    readonly property real share: width / 3
    readonly property real dot: Math.min(share * 0.5, height * 0.34, Theme.small ? 80 : 136)
    readonly property var names: [
        qsTr("已登记"), held ? qsTr("没有收下") : reached > 1 ? qsTr("已送达") : qsTr("待上传"), reached > 2 ? qsTr("已受理") : held ? qsTr("请打 12345") : qsTr("待受理")
    ]

    radius: Theme.radius
    color: reached === 3 ? Theme.goodQuiet : reached === 2 ? Theme.quiet : Theme.careQuiet

    Repeater {
        model: 2
        Rectangle {
            required property int index
            readonly property bool gone: index + 1 < standing.reached
            x: standing.share * (index + 0.5) + standing.dot / 2 + 12
            y: row.y + (standing.dot - height) / 2
            width: standing.share - standing.dot - 24
            height: 8
            radius: 4
            color: gone ? Theme.good : Theme.strongLine
        }
    }
    Row {
        id: row
        anchors.verticalCenter: parent.verticalCenter
        Repeater {
            model: 3
            Column {
                id: step
                required property int index
                readonly property bool gone: index < standing.reached
                readonly property bool waits: index === standing.reached && standing.reached === 1
                width: standing.share
                spacing: Theme.gap * 0.75
                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: standing.dot
                    height: standing.dot
                    radius: width / 2
                    color: step.gone ? Theme.good : step.waits && standing.held ? "transparent" : Theme.card
                    border { width: step.gone || step.waits && !standing.held ? 0 : Theme.small ? 4 : 6; color: step.waits ? Theme.care : Theme.strongLine }
                    Icon {
                        visible: step.gone || step.waits
                        anchors.centerIn: parent
                        name: step.gone ? "tick" : standing.held ? "care" : "clock"
                        colour: step.gone ? Theme.card : Theme.care
                        // The clock brings its own ring.
                        size: parent.width * (step.gone || standing.held ? 0.64 : 1.32)
                    }
                }
                Label {
                    width: parent.width - Theme.gap
                    x: Theme.gap / 2
                    horizontalAlignment: Text.AlignHCenter
                    text: standing.names[step.index]
                    strong: step.gone || step.waits
                    color: step.gone ? Theme.ink : step.waits ? Theme.care : Theme.ink2
                    font.pixelSize: Theme.portrait ? Theme.cardTitle : Theme.body
                }
            }
        }
    }
}
